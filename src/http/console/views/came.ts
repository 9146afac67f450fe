import type { IntroductionStep } from '../../../core/redemption/introduction-state.ts'
import type { InvitedState } from '../../../model/invited-account.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { introductionOf } from './introduction.ts'
import { type ConsolePage, say, tell } from './page.ts'
import { when } from './pieces.ts'

/** Somebody who came with an invitation, or is about to. */
export interface Comer {
  /** The id of their redemption, which is also that of their account. */
  id: string
  /** Null: forgotten. */
  name: string | null
  at: number
  state: 'joined' | 'awaits_approval' | 'on_the_way' | 'undecided' | `account_${InvitedState}`
  introduction: readonly IntroductionStep[]
  /** When they first opened an app; null: not known. */
  openedAt: number | null
}

const comer = (page: ConsolePage, { id, name, at, state, introduction, openedAt }: Comer): Html => {
  const words = html`<bdi>${name ?? say(page, 'person.forgotten')}</bdi>`
  const isThere = state !== 'on_the_way' && state !== 'undecided'
  const who = isThere ? html`<a href="${page.paths.person(id)}">${words}</a>` : words
  return html`<li>
    ${tell(page, `came.${state}`, { who, ago: when(page, at) })}
    ${openedAt !== null && html`<p class="muted">${tell(page, 'came.opened', { ago: when(page, openedAt) })}</p>`}
    ${introductionOf(page, introduction)}
  </li>`
}

/** Who came, the latest first. */
export const came = (page: ConsolePage, comers: readonly Comer[]): Html =>
  comers.length === 0
    ? html`<p class="empty">${say(page, 'came.none')}</p>`
    : html`<ul class="lines">
        ${comers.map((one) => comer(page, one))}
      </ul>`
