import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say } from './page.ts'
import { allows } from './terms-form.ts'

export interface Card {
  invite: InviteRow
  link: string
  /** SVG. */
  qr: string
}

const card = (page: ConsolePage, { invite, link, qr }: Card): Html =>
  html`<li class="ticket">
    <div class="qr" role="img" aria-label="${say(page, 'sheet.qr')}">
      ${{ html: qr.replace('<svg ', '<svg aria-hidden="true" ') }}
    </div>
    <div>
      <h2><bdi>${invite.label || page.community.title}</bdi></h2>
      <p>${say(page, 'card.text', { community: page.community.title })}</p>
      <p><bdi dir="ltr" class="address">${link}</bdi></p>
      <p class="hint">${allows(page, invite)}</p>
    </div>
  </li>`

/** Cards to cut out: ten on a sheet of A4. */
export const cardsPage = (
  page: ConsolePage,
  { cards, back }: { cards: readonly Card[]; back: string },
): string => {
  const title = say(page, 'card.title', { count: cards.length })
  return layout(page, {
    title,
    part: 'home',
    shape: 'cards',
    main: html`<div class="head">
        <p class="back"><a href="${back}">${say(page, 'card.back')}</a></p>
        <h1>${title}</h1>
      </div>
      <p class="tools">
        <button type="button" class="small" hidden data-print>${say(page, 'card.print')}</button>
        <span class="hint">${say(page, 'card.hint')}</span>
      </p>
      <ul class="tickets">
        ${cards.map((one) => card(page, one))}
      </ul>`,
  })
}
