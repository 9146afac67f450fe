import { inviteStatus } from '../../../core/invites/invite.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { came, type Comer } from './came.ts'
import { type Happening, happenings } from './happenings.ts'
import { usedOf } from './invite-rows.ts'
import type { Delivery } from '../../../store/mail-deliveries.ts'
import { layout } from './layout.ts'
import { mailsOfInvite } from './mails.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, may, mayAll, say, tell } from './page.ts'
import { ask, author, chip, press, titleOf, when } from './pieces.ts'
import { shareSheet } from './share-sheet.ts'
import { allows, left, type Mistakes, termsForm, type TypedTerms } from './terms-form.ts'

export interface InviteModel {
  invite: InviteRow
  /** Null: it opens only on the applicant's page. */
  link: string | null
  /** SVG; null while too many are drawn. */
  qr: string | null
  typed: TypedTerms
  mistakes: Mistakes
  /** Those that it may give, and the one that it has. */
  profiles: readonly string[]
  comers: readonly Comer[]
  /** What was sent of it by mail. */
  mails: readonly Delivery[]
  events: readonly Happening[]
  notice: Notice | null
}

/** What the invitation allows, with the form to change it in place. */
const terms = (page: ConsolePage, { invite, typed, mistakes, profiles }: InviteModel): Html => {
  const isOpen = Object.keys(mistakes).length > 0
  const onlyLabel = !mayAll(page, 'invites:change')
  return html`<section class="card stack">
    <h2>${say(page, 'invite.terms')}</h2>
    <p>${allows(page, invite)} ${usedOf(page, invite)}. ${left(page, invite)}</p>
    <details ${isOpen && { html: 'open' }}>
      <summary>${say(page, 'act.change')}</summary>
      ${termsForm(page, {
        action: page.paths.act(invite.id, 'change'),
        typed,
        mistakes,
        profiles,
        onlyLabel,
        isNew: false,
      })}
    </details>
  </section>`
}

/** Nobody can join with it as it is: its link is no longer what the page is for. */
const isEnded = (page: ConsolePage, invite: InviteRow): boolean =>
  ['revoked', 'used_up', 'expired'].includes(inviteStatus(invite, page.now))

/** Pausing and withdrawing act at once; only deleting asks. */
const acts = (page: ConsolePage, { invite }: InviteModel): Html => {
  const isPaused = inviteStatus(invite, page.now) === 'paused'
  const button = (act: 'pause' | 'resume' | 'withdraw') =>
    press({ action: page.paths.act(invite.id, act), word: say(page, `act.${act}`) })
  return html`<section class="tools" aria-label="${say(page, 'invite.acts')}">
    ${!isEnded(page, invite) && button(isPaused ? 'resume' : 'pause')}
    ${invite.revoked_at === null && button('withdraw')}
    ${
      may(page, 'invites:delete') &&
      ask(
        { word: say(page, 'act.delete'), text: say(page, 'act.delete.ask') },
        {
          action: page.paths.act(invite.id, 'delete'),
          word: say(page, 'act.delete.sure'),
          look: 'small danger',
        },
      )
    }
  </section>`
}

const heading = (page: ConsolePage, invite: InviteRow): Part =>
  html`<div class="head">
    <p class="back"><a href="${page.paths.home}">${say(page, 'nav.invites')}</a></p>
    <h1><bdi>${titleOf(page, invite)}</bdi> ${chip(page, invite)}</h1>
    <p class="muted">
      ${tell(page, 'row.made', {
        who: html`<bdi>${author(page, invite.created_by)}</bdi>`,
        ago: when(page, invite.created_at),
      })}
    </p>
  </div>`

/** The link to hand on, or who can open it instead. */
const handOn = (page: ConsolePage, model: InviteModel): Html => {
  const { invite, link, qr } = model
  if (link !== null) return shareSheet(page, { invite, link, qr })
  const path = page.paths.request(invite.request_id ?? '')
  const request = html`<a href="${path}">${invite.label}</a>`
  return html`<section class="card"><p>${tell(page, 'invite.ofRequest', { request })}</p></section>`
}

/** One invitation: the link to hand on, what it allows, who came, and what happened. */
export const invitePage = (page: ConsolePage, model: InviteModel): string => {
  const { invite, comers, events } = model
  const isOver = isEnded(page, invite)
  return layout(page, {
    title: titleOf(page, invite),
    part: 'home',
    notice: model.notice,
    main: html`${heading(page, invite)} ${!isOver && handOn(page, model)}
      <div class="halves">
        <div class="stack">
          ${mailsOfInvite(page, { id: invite.id, mails: model.mails })} ${terms(page, model)}
          ${acts(page, model)}
        </div>
        <section class="card stack">
          <h2>${say(page, 'came.title')}</h2>
          ${came(page, comers)}
          <h2>${say(page, 'happened.title')}</h2>
          ${happenings(page, events)}
        </section>
      </div>
      ${isOver && handOn(page, model)}`,
  })
}
