import type { RoomState } from '../../../core/people/room-states.ts'
import { copyButton, ltr, qrFigure, shareButton, time } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { greeting } from './greeting.ts'
import { layout } from './layout.ts'
import { matrixTo, stores } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'
import type { Platform } from './platform.ts'
import { way } from './ways.ts'

export interface HandOffModel {
  /** The name that was picked, `ana`. */
  name: string
  /** `@ana:example.org`; null if the name was chosen elsewhere and is not known. */
  address: string | null
  platform: Platform
  rooms: readonly RoomState[]
  /** Of the profile, by language. */
  greeting: Readonly<Record<string, string>>
  /** The operator's web client. */
  webUrl: string
  /** The operator's own next page instead of an app, if any. */
  afterUrl: string | null
  /** An administrator of the homeserver has to approve the account before sign-in. */
  awaitsApproval: boolean
  /** The page's own address, for other devices; null if the public URL isn't certain. */
  link: string | null
  /** When the account ends (ms); null: it doesn't. */
  endsAt: number | null
  /** How long the page can be opened (ms). */
  until: number
  /** Told when a link into an app is followed. */
  opened: string
  /** Where it can be forgotten. */
  forget: string
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const plate = (page: Page, address: string | null): Html =>
  address === null
    ? html`<p class="lead">${tell(page, 'handOff.unnamed', { server: ltr(page.serverName) })}</p>`
    : html`<div class="plate">
        <p>${say(page, 'handOff.address')}</p>
        <p><strong>${ltr(address)}</strong></p>
        <p class="hint">${say(page, 'handOff.addressHint')}</p>
        <p class="tools">${copyButton(page, address)} ${shareButton(page, address)}</p>
      </div>`

const keep = (page: Page, { until }: HandOffModel): Html =>
  html`<p class="hint">${tell(page, 'handOff.keep', { date: time(page, until, 'day') })}</p>`

/** On a screen for another device; on paper the way back in. */
const elsewhere = (page: Page, model: HandOffModel): Part => {
  const { link } = model
  if (link === null) return html`<section class="card">${keep(page, model)}</section>`
  return html`<section class="card stack">
    <h2>${say(page, 'handOff.phone')}</h2>
    <p>${say(page, 'handOff.phoneHint')}</p>
    ${qrFigure(link, say(page, 'handOff.qr'))}
    <p><bdi dir="ltr" class="address">${link}</bdi></p>
    <p class="tools">
      ${copyButton(page, link, say(page, 'handOff.copyLink'))} ${shareButton(page, link)}
    </p>
    ${keep(page, model)}
  </section>`
}

const addressFact = (page: Page, address: string): Html =>
  html`<div>
    <dt>${say(page, 'handOff.address')}</dt>
    <dd>${ltr(address)}</dd>
  </div>`

const facts = (page: Page, { address }: HandOffModel): Html =>
  html`<section class="card stack">
    <h2>${say(page, 'handOff.facts')}</h2>
    <dl>
      <div>
        <dt>${say(page, 'handOff.server')}</dt>
        <dd>${ltr(page.serverName)}</dd>
      </div>
      ${address !== null && addressFact(page, address)}
      <div>
        <dt>${say(page, 'handOff.password')}</dt>
        <dd>${say(page, 'handOff.passwordFact')}</dd>
      </div>
    </dl>
    <h2>${say(page, 'handOff.key')}</h2>
    <p>${say(page, 'handOff.keyHint')}</p>
    <p class="tools">
      <button type="button" class="small" hidden data-print>${say(page, 'handOff.print')}</button>
    </p>
  </section>`

const roomWords = {
  joined: 'handOff.roomJoined',
  coming: 'handOff.roomComing',
  open: 'handOff.roomOpen',
} as const

const rooms = (page: Page, states: readonly RoomState[]): Part =>
  states.length > 0 &&
  html`<section class="card stack">
    <h2>${say(page, 'handOff.rooms')}</h2>
    <ul class="links">
      ${states.map(
        ({ room, state }) =>
          html`<li>
            <a href="${matrixTo(room, page.serverName)}" rel="noreferrer">${ltr(room)}</a>
            ${state !== null && html`<span class="hint">${say(page, roomWords[state])}</span>`}
          </li>`,
      )}
    </ul>
  </section>`

const otherApps = (page: Page, { webUrl, opened }: HandOffModel): Html => {
  const apps: [string, string][] = [
    [stores.playStore, say(page, 'handOff.android')],
    [stores.fDroid, say(page, 'handOff.storeFDroid')],
    [stores.appStore, say(page, 'handOff.ios')],
    [webUrl, say(page, 'handOff.web')],
    [stores.computer, say(page, 'handOff.computer')],
    [stores.all, say(page, 'handOff.more')],
  ]
  return html`<section class="card stack">
    <h2>${say(page, 'handOff.others')}</h2>
    <p class="hint">${say(page, 'handOff.othersHint')}</p>
    <ul class="links">
      ${apps.map(
        ([href, words]) =>
          html`<li>
            <a href="${href}" rel="noreferrer" ${href === webUrl && html`ping="${opened}"`}
              >${words}</a
            >
          </li>`,
      )}
    </ul>
  </section>`
}

const approval = (page: Page): Html =>
  html`<h2>${say(page, 'handOff.approval')}</h2>
    <p>${say(page, 'handOff.approvalText')}</p>`

const ending = (page: Page, endsAt: number): Html =>
  html`<p>${tell(page, 'handOff.ends', { date: time(page, endsAt, 'day') })}</p>`

const heading = (page: Page, { name, address }: HandOffModel): string =>
  address === null
    ? say(page, 'handOff.title')
    : say(page, 'handOff.heading', { name: capital(name) })

const welcome = (page: Page, model: HandOffModel): Html =>
  html`<section class="card stack">
    <h1>${heading(page, model)}</h1>
    ${greeting(page, model.greeting)} ${plate(page, model.address)}
    ${model.endsAt !== null && ending(page, model.endsAt)} ${model.awaitsApproval && approval(page)}
    <h2 class="next">${say(page, 'handOff.next')}</h2>
    ${way(page, model)}
  </section>`

/** The page of an account: the address, and how to get into an app on this device. Shows no password. */
export const handOffPage = (page: Page, model: HandOffModel): string => {
  const main = html`<p class="paper"><strong>${page.community.title}</strong></p>
    <div class="sides">
      <div class="side">${welcome(page, model)} ${facts(page, model)}</div>
      <div class="side">
        ${rooms(page, model.rooms)} ${elsewhere(page, model)} ${otherApps(page, model)}
      </div>
    </div>
    <p class="hint back"><a href="${model.forget}">${say(page, 'handOff.forget')}</a></p>`
  return layout(page, { title: say(page, 'handOff.title'), name: 'hand-off', main })
}
