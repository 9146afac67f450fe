import type { SignInWay } from '../../../model/member.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say, tell } from './page.ts'
import { moment, press, when } from './pieces.ts'

interface SeenSession {
  id: string
  browser: string
  way: SignInWay
  made_at: number
  seen_at: number
}

export interface SessionsModel {
  sessions: readonly SeenSession[]
  /** The id of the one that shows the page. */
  current: string
}

const row = (page: ConsolePage, session: SeenSession, current: string): Html => {
  const browser = session.browser || say(page, 'sessions.unknown')
  const isThis = session.id === current
  return html`<li>
    <p class="row-name">
      <bdi>${browser}</bdi>
      ${isThis && html`<span class="chip">${say(page, 'sessions.this')}</span>`}
    </p>
    <p>${tell(page, 'sessions.used', { ago: when(page, session.seen_at) })}</p>
    <p class="muted">${tell(page, 'sessions.made', { ago: moment(page, session.made_at) })}</p>
    <div class="tools">
      ${press({
        action: `${page.paths.sessions}/end`,
        word: say(page, 'sessions.end'),
        what: browser,
        hidden: { session: session.id },
      })}
    </div>
  </li>`
}

/** Where somebody has signed in. */
export const sessionsPage = (page: ConsolePage, { sessions, current }: SessionsModel): string =>
  layout(page, {
    title: say(page, 'nav.sessions'),
    main: html`<h1>${say(page, 'nav.sessions')}</h1>
      <p>${say(page, 'sessions.what')}</p>
      <ul class="rows sessions">
        ${sessions.map((session) => row(page, session, current))}
      </ul>
      ${
        sessions.length > 1 &&
        html`<div class="tools">
          ${press({
            action: `${page.paths.sessions}/end`,
            word: say(page, 'sessions.endAll'),
            hidden: { session: '' },
          })}
        </div>`
      }`,
  })
