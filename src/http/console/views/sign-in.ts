import type { OfferedWay } from '../../../ports/sign-in.ts'
import type { ProblemCode } from '../../../shared/errors.ts'
import { ltr } from '../../portal/views/components.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say, tell, type Word } from './page.ts'
import { clock } from './pieces.ts'

/** Why a sign-in did not work. */
export const faultWords = {
  sign_in_wrong: 'signIn.wrong',
  sign_in_refused: 'signIn.refused',
  sign_in_over: 'signIn.over',
  account_shut: 'signIn.shut',
  account_foreign: 'signIn.foreign',
  too_many_requests: 'signIn.tooMany',
  homeserver_busy: 'signIn.busy',
  homeserver_unavailable: 'signIn.unavailable',
} as const satisfies Partial<Record<ProblemCode, Word>>

export type Fault = keyof typeof faultWords

export interface SignInModel {
  /** Null: the homeserver doesn't answer. */
  ways: readonly OfferedWay[] | null
  /** A path, for after the sign-in. */
  next: string
  /** What was typed. */
  user: string
  fault: Fault | null
  /** When another attempt makes sense, in ms. */
  retryAt: number | null
}

/** The homeserver's name in a sentence; without accounts of our own it has none. */
const server = (page: ConsolePage): Html | string =>
  page.serverName === '' ? say(page, 'signIn.homeserver') : ltr(page.serverName)

const alert = (page: ConsolePage, { fault, retryAt }: SignInModel): Part =>
  fault !== null &&
  html`<p class="error" role="alert" id="fault">
    ${tell(page, faultWords[fault], { server: server(page), time: clock(page, retryAt ?? page.now) })}
  </p>`

/** A link, because a form may not lead to another site. */
const away = (page: ConsolePage, way: OfferedWay, { next }: SignInModel): Html => {
  const href = `${page.paths.signInBy(way)}?next=${encodeURIComponent(next)}`
  const words = tell(page, 'signIn.away', { server: server(page) })
  return html`<div>
    <a class="button main" href="${href}" rel="nofollow"><span>${words}</span></a>
  </div>`
}

const passwordForm = (page: ConsolePage, { ways, next, user, fault }: SignInModel): Html => {
  const why: Word = ways?.length === 1 ? 'signIn.whyPassword' : 'signIn.orPassword'
  const wrong =
    fault === 'sign_in_wrong' && html`aria-invalid="true" aria-describedby="fault why-password"`
  return html`<form class="stack" method="post" action="${page.paths.signInBy('password')}">
    <input type="hidden" name="next" value="${next}" />
    <div class="field">
      <label for="user">${say(page, 'signIn.name')}</label>
      <input
        id="user"
        name="user"
        type="text"
        value="${user}"
        required
        maxlength="255"
        dir="ltr"
        autocomplete="username"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        ${wrong}
      />
    </div>
    <div class="field">
      <label for="password">${say(page, 'signIn.password')}</label>
      <p class="hint" id="why-password">${tell(page, why, { server: server(page) })}</p>
      <input
        id="password"
        name="password"
        type="password"
        required
        autocomplete="current-password"
        ${wrong || html`aria-describedby="why-password"`}
      />
    </div>
    <button type="submit" class="main">${say(page, 'signIn.submit')}</button>
  </form>`
}

const waysIn = (page: ConsolePage, model: SignInModel): Part => {
  const { ways } = model
  if (ways === null || ways.length === 0) {
    const word: Word = ways === null ? 'signIn.unavailable' : 'signIn.noWay'
    return model.fault === 'homeserver_unavailable'
      ? null
      : html`<p>${tell(page, word, { server: server(page) })}</p>`
  }
  return ways.map((way) =>
    way === 'password' ? passwordForm(page, model) : away(page, way, model),
  )
}

/** The ways into the console, and why the last attempt did not work. */
export const signInPage = (page: ConsolePage, model: SignInModel): string =>
  layout(page, {
    title: say(page, 'signIn.title'),
    shape: 'narrow',
    main: html`<section class="card stack">
      <h1>${say(page, 'signIn.title')}</h1>
      ${alert(page, model)} ${waysIn(page, model)}
      <p class="hint">
        ${tell(page, 'signIn.byLink', { command: html`<code>latchkey console link</code>` })}
      </p>
    </section>`,
  })

/** A one-time link. Whose session it opens; null: an operator's without an account. */
export const linkPage = (
  page: ConsolePage,
  { action, mxid }: { action: string; mxid: string | null },
): string =>
  layout(page, {
    title: say(page, 'signIn.title'),
    shape: 'narrow',
    main: html`<section class="card stack">
      <h1>${say(page, 'signIn.title')}</h1>
      <p>
        ${mxid === null ? say(page, 'signIn.linkOfOperator') : tell(page, 'signIn.linkOf', { who: ltr(mxid) })}
      </p>
      <form method="post" action="${action}">
        <button type="submit" class="main">${say(page, 'signIn.submit')}</button>
      </form>
    </section>`,
  })
