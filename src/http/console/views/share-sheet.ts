import { inviteStatus } from '../../../core/invites/invite.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { handOn } from './invite-rows.ts'
import { type ConsolePage, say } from './page.ts'

interface Sheet {
  invite: InviteRow
  link: string
  qr: string | null
}

/** A mail program's new message (RFC 6068). */
const mailLink = (page: ConsolePage, link: string): string => {
  const community = page.community.title
  const subject = encodeURIComponent(say(page, 'mail.subject', { community }))
  const body = encodeURIComponent(say(page, 'mail.body', { community, link }))
  return `mailto:?subject=${subject}&body=${body}`
}

const picture = (page: ConsolePage, qr: string | null): Part =>
  qr !== null &&
  html`<div class="qr" role="img" aria-label="${say(page, 'sheet.qr')}">
    ${{ html: qr.replace('<svg ', '<svg aria-hidden="true" ') }}
  </div>`

const closed = (page: ConsolePage, invite: InviteRow): Part => {
  const status = inviteStatus(invite, page.now)
  return status !== 'active' && html`<p class="warning">${say(page, `sheet.${status}`)}</p>`
}

const isWithdrawn = (page: ConsolePage, invite: InviteRow): boolean =>
  inviteStatus(invite, page.now) === 'revoked'

/** The link, and all ways to hand it on, unless it never opens again. */
export const shareSheet = (page: ConsolePage, sheet: Sheet): Html =>
  isWithdrawn(page, sheet.invite)
    ? html`<section class="card">${closed(page, sheet.invite)}</section>`
    : openSheet(page, sheet)

const openSheet = (page: ConsolePage, { invite, link, qr }: Sheet): Html =>
  html`<section class="card sheet">
    <div class="stack">
      ${closed(page, invite)}
      <div class="field">
        <label for="link">${say(page, 'sheet.link')}</label>
        <input id="link" type="url" readonly dir="ltr" value="${link}" data-select />
      </div>
      <p class="tools">
        ${handOn(page, link, '')}
        <a class="button small" href="${mailLink(page, link)}">${say(page, 'sheet.mail')}</a>
        <a class="button small" href="${page.paths.act(invite.id, 'card')}"
          >${say(page, 'sheet.print')}</a
        >
      </p>
    </div>
    ${picture(page, qr)}
  </section>`
