import { inviteStatus } from '../../../core/invites/invite.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { copyButton } from './copy-button.ts'
import type { HomeModel } from './home.ts'
import { type ConsolePage, mayAll, say, tell } from './page.ts'
import { author, chip, press, titleOf, when } from './pieces.ts'

/** The buttons that need a script to hand a text on. */
export const handOn = (page: ConsolePage, text: string, what: string): Part => [
  copyButton(page, {
    text,
    words: html`${say(page, 'copy.action')}<span class="hidden"> ${what}</span>`,
  }),
  html`<button type="button" class="small" hidden data-share="${text}">
    ${say(page, 'share.action')}<span class="hidden"> ${what}</span>
  </button>`,
]

/** "3 of 25 joined". */
export const usedOf = (page: ConsolePage, { used, max_uses: uses }: InviteRow): string =>
  say(page, 'row.used', { used, uses: uses ?? 0, limit: uses === null ? 'none' : 'some' })

const lastJoined = (page: ConsolePage, { last_used_at: last }: InviteRow): Part =>
  last === null
    ? html`<span class="muted">${say(page, 'row.nobody')}</span>`
    : tell(page, 'row.last', { ago: when(page, last) })

const maker = (page: ConsolePage, { created_by: by, created_at: at }: InviteRow): Part => {
  const words = author(page, by)
  const all = `${page.paths.home}?${new URLSearchParams({ maker: by }).toString()}`
  const link = mayAll(page, 'invites:read') ? html`<a href="${all}"><bdi>${words}</bdi></a>` : words
  return tell(page, 'row.made', { who: link, ago: when(page, at) })
}

/** Pausing and resuming, where that makes a difference. */
const pauseOrResume = (page: ConsolePage, invite: InviteRow, query: string): Part => {
  const status = inviteStatus(invite, page.now)
  const act = status === 'paused' ? 'resume' : 'pause'
  if (status === 'revoked' || status === 'used_up' || status === 'expired') return null
  return press({
    action: page.paths.act(invite.id, act),
    word: say(page, `act.${act}`),
    what: titleOf(page, invite),
    hidden: { back: query },
  })
}

const row = (page: ConsolePage, invite: InviteRow, { linkOf, query }: HomeModel): Html => {
  const title = titleOf(page, invite)
  const link = linkOf(invite)
  return html`<li>
    <p class="row-name">
      <a href="${page.paths.invite(invite.id)}"><bdi>${title}</bdi></a> ${chip(page, invite)}
    </p>
    <p>${usedOf(page, invite)}</p>
    <p>${lastJoined(page, invite)}</p>
    <p>${maker(page, invite)}</p>
    <div class="tools">
      ${link !== null && inviteStatus(invite, page.now) === 'active' && handOn(page, link, title)}
      ${pauseOrResume(page, invite, query)}
    </div>
  </li>`
}

/** The list of invitations: lines on a wide screen, cards on a phone. */
export const inviteRows = (page: ConsolePage, model: HomeModel): Html =>
  html`<ul class="rows invites">
    ${model.invites.map((invite) => row(page, invite, model))}
  </ul>`
