import type { InviteRow } from '../../../store/invite-row.ts'
import type { InvitedAccount } from '../../../store/invited-find.ts'
import { forgotten } from '../../../store/people.ts'
import { ltr } from '../../portal/views/components.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type Notice, notice } from './notice.ts'
import { type ConsolePage, may, say } from './page.ts'
import { ask, author, fact, moment, titleOf } from './pieces.ts'

export interface InvitedModel {
  row: InvitedAccount
  invite: InviteRow | null
  notice: Notice | null
}

/** What became of it, and why. What the homeserver said follows in its own words. */
const state = (page: ConsolePage, { state: word, reason, cause }: InvitedAccount): Html =>
  html`${say(page, `invited.${word}`)}
  ${reason !== null && html`<br />${say(page, `invited.why.${reason}`)}`}
  ${cause !== null && html`<br /><span class="muted">${ltr(cause)}</span>`}`

const facts = (page: ConsolePage, { row, invite }: InvitedModel): Html =>
  html`<dl class="card facts-of">
    ${row.address !== forgotten && fact(say(page, 'person.address'), ltr(row.address))}
    ${fact(say(page, 'invited.state'), state(page, row))}
    ${fact(say(page, 'invited.asked'), moment(page, row.held_at))}
    ${fact(say(page, 'person.invitedBy'), html`<bdi>${author(page, row.invited_by)}</bdi>`)}
    ${
      invite !== null &&
      fact(
        say(page, 'person.invitation'),
        invite.deleted_at === null
          ? html`<a href="${page.paths.invite(invite.id)}"><bdi>${titleOf(page, invite)}</bdi></a>`
          : html`<bdi>${titleOf(page, invite)}</bdi>`,
      )
    }
  </dl>`

const takeBack = (page: ConsolePage, { id, state: word }: InvitedAccount): Part =>
  may(page, 'invites:change') &&
  (word === 'invited' || word === 'declined') &&
  html`<section class="tools">
    ${ask(
      { word: say(page, 'invited.takeBack'), text: say(page, 'invited.takeBack.ask') },
      {
        action: `${page.paths.person(id)}/take-back`,
        word: say(page, 'invited.takeBack.sure'),
        look: 'small danger',
      },
    )}
  </section>`

/** Somebody with a Matrix account of their own, and what became of their invitation. */
export const invitedPage = (page: ConsolePage, model: InvitedModel): string => {
  const { row } = model
  const name = row.address === forgotten ? say(page, 'person.forgotten') : row.address
  return layout(page, {
    title: name,
    part: 'people',
    shape: 'narrow',
    main: html`${notice(page, model.notice)}
      <div class="head">
        <p class="back"><a href="${page.paths.people}">${say(page, 'nav.people')}</a></p>
        <h1><bdi>${name}</bdi></h1>
      </div>
      ${facts(page, model)} ${takeBack(page, row)}`,
  })
}
