import type { ConsolePaths } from '../../../shared/console-paths.ts'
import type { Problem, ProblemCode } from '../../../shared/errors.ts'
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

export const signInPage = (): string =>
  frame(
    'Sign in',
    html`<p>
      Whoever runs this server can make a link for you: <code>latchkey console link</code>
    </p>`,
  )

export const linkPage = ({ action, mxid }: { action: string; mxid: string | null }): string =>
  frame(
    'Sign in',
    html`<p>${mxid ?? 'As the operator'}</p>
      <form method="post" action="${action}"><button type="submit">Sign in</button></form>`,
  )

export const homePage = ({ signOut }: ConsolePaths): string =>
  frame(
    'Console',
    html`<form method="post" action="${signOut}"><button type="submit">Sign out</button></form>`,
  )

const sentences: Partial<Record<ProblemCode, string>> = {
  console_insecure:
    'The console needs https: over http others could read passwords on the way. Set public.url to an https address.',
  link_over: 'This link was used already, or it is older than 10 minutes. Ask for a new one.',
  unauthorized: 'You are signed out. Sign in, and try again.',
  forbidden: 'You are not allowed to do this.',
}

export const problemPage = ({ code }: Problem, { signIn }: ConsolePaths): string =>
  frame(
    'That did not work',
    html`<p>${sentences[code] ?? 'Please try again.'}</p>
      <p><a href="${signIn()}">Sign in</a></p>`,
  )
