import type { OfferedWay } from '../../../ports/sign-in.ts'
import type { ConsolePaths } from '../../../shared/console-paths.ts'
import type { ProblemCode } from '../../../shared/errors.ts'
import { type Html, html } from '../../portal/views/html.ts'

const frame = (title: string, main: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
      </head>
      <body>
        <main id="main">
          <h1>${title}</h1>
          ${main}
        </main>
      </body>
    </html>`.html

const faults: Partial<Record<ProblemCode, string>> = {
  sign_in_wrong: 'The name or the password is wrong.',
  account_shut: 'This account is suspended or locked.',
  account_foreign: 'This account is on another server. Ask for a link instead.',
  too_many_requests: 'That was too often: try again later, or use a link.',
  homeserver_busy:
    'The homeserver takes no more passwords for now: try again later, or use a link.',
  homeserver_unavailable: 'The homeserver does not answer: use a link.',
}

interface SignInModel {
  /** Null: the homeserver doesn't answer. */
  ways: readonly OfferedWay[] | null
  next: string
  /** What was typed. */
  user: string
  problem: ProblemCode | null
  /** When another attempt makes sense, in ms. */
  retryAt: number | null
}

export const signInPage = (
  paths: ConsolePaths,
  { ways, next, user, problem, retryAt }: SignInModel,
): string =>
  frame(
    'Sign in',
    html`${
        problem !== null &&
        html`<p role="alert">
          ${faults[problem] ?? problem}
          ${retryAt !== null && `Again at ${new Date(retryAt).toISOString().slice(11, 16)}.`}
        </p>`
      }
      ${
        ways?.includes('password') &&
        html`<form method="post" action="${paths.signInBy('password')}">
          <input type="hidden" name="next" value="${next}" />
          <label>Name <input name="user" value="${user}" autocomplete="username" required /></label>
          <label
            >Password
            <input name="password" type="password" autocomplete="current-password" required
          /></label>
          <button type="submit">Sign in</button>
        </form>`
      }
      <p>Whoever runs this server can make a link for you: <code>latchkey console link</code></p>`,
  )

export const linkPage = ({ action, mxid }: { action: string; mxid: string | null }): string =>
  frame(
    'Sign in',
    html`<p>${mxid ?? 'As the operator'}</p>
      <form method="post" action="${action}"><button type="submit">Sign in</button></form>`,
  )
