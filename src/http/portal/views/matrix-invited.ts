import { ltr } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { layout } from './layout.ts'
import { addressForm } from './matrix.ts'
import { matrixTo } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'

/**
 * `unreachable`: their server did not answer, and is asked again; `unreached`: no more. `version`: it can't
 * enter such rooms. `not_now`: something has to be mended here.
 */
export type SaidOfServer = 'unreachable' | 'unreached' | 'version' | 'not_now'

export interface InvitedModel {
  code: string
  /** As it was typed, whatever became of it. */
  address: string
  said: SaidOfServer | null
  /** The key of this attempt; null where a cookie keeps one. */
  attempt: string | null
  /** The room of the invitation. */
  space: string | null
}

const words = (page: Page, { address, said }: InvitedModel): Html => {
  const server = ltr(address.slice(address.indexOf(':') + 1))
  if (said !== null) return html`<p class="lead">${tell(page, `matrix.${said}`, { server })}</p>`
  const community = html`<bdi>${page.community.title}</bdi>`
  return html`<p class="lead">${tell(page, 'matrix.sent', { community, address: ltr(address) })}</p>
    <p class="hint">${say(page, 'matrix.sentHint')}</p>`
}

const open = (page: Page, { said, space }: InvitedModel): Part =>
  said === null &&
  space !== null &&
  html`<p>
    <a class="button main" href="${matrixTo(space, page.serverName)}" rel="noreferrer"
      >${say(page, 'matrix.openWeb')}</a
    >
  </p>`

/** The same for every address: it says nothing of who is in the community. */
export const invitedPage = (page: Page, model: InvitedModel): string => {
  const heading = say(page, model.said === null ? 'matrix.sentHeading' : 'matrix.notSentHeading')
  const main = html`<section class="card stack">
    <h1>${heading}</h1>
    ${words(page, model)} ${open(page, model)}
    <details>
      <summary>${say(page, 'matrix.wrong')}</summary>
      ${addressForm(page, { ...model, address: '', isInvalid: false, submit: 'matrix.invite' })}
    </details>
    <form method="post" action="${page.paths.next(model.code)}">
      <button type="submit">
        ${say(page, page.makesAccounts ? 'state.already_yours.other' : 'matrix.other')}
      </button>
    </form>
  </section>`
  return layout(page, { title: heading, name: 'matrix', main })
}
