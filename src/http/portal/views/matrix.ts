import { copyButton, ltr } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { layout } from './layout.ts'
import { isAddress, matrixTo, matrixUri } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'

export interface MatrixModel {
  code: string
  /** What was typed into the field (`?address=`), or '' at first. */
  address: string
  /** Of the profile, `#lobby:example.org`. */
  rooms: readonly string[]
}

const form = (page: Page, model: MatrixModel, invalid: boolean): Html => {
  const described = invalid
    ? html`aria-invalid="true" autofocus aria-describedby="address-error address-hint"`
    : html`aria-describedby="address-hint"`
  return html`<form class="stack" action="${page.paths.matrix(model.code)}">
    <div class="field">
      <label for="address">${say(page, 'matrix.address')}</label>
      <p class="hint" id="address-hint">${say(page, 'matrix.addressHint')}</p>
      ${invalid && html`<p class="error" id="address-error">${say(page, 'matrix.invalid')}</p>`}
      <input
        id="address"
        name="address"
        type="text"
        value="${model.address}"
        required
        maxlength="255"
        dir="ltr"
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        ${described}
      />
    </div>
    <button type="submit" class="main">${say(page, 'matrix.submit')}</button>
  </form>`
}

const room = (page: Page, address: string, index: number): Html =>
  html`<li>
    <p id="room-${index}">${ltr(address)}</p>
    <p class="choices">
      <a
        class="button"
        href="${matrixUri(address, page.serverName)}"
        aria-describedby="room-${index}"
        >${say(page, 'matrix.openApp')}</a
      >
      <a
        class="button"
        href="${matrixTo(address, page.serverName)}"
        aria-describedby="room-${index}"
        rel="noreferrer"
        >${say(page, 'matrix.openWeb')}</a
      >
      ${copyButton(page, address)}
    </p>
  </li>`

const roomList = (page: Page, address: string, rooms: readonly string[]): Html => {
  const { title } = page.community
  if (rooms.length === 0)
    return html`<p>${tell(page, 'matrix.noRooms', { address: ltr(address) })}</p>`
  return html`<h2>${say(page, 'matrix.rooms', { community: title })}</h2>
    <p>${tell(page, 'matrix.roomsHint', { address: ltr(address) })}</p>
    <ul class="rooms">
      ${rooms.map((one, index) => room(page, one, index))}
    </ul>
    <p class="hint">${say(page, 'matrix.stuck')}</p>`
}

const answer = (page: Page, address: string, rooms: readonly string[]): Part =>
  address.endsWith(`:${page.serverName}`)
    ? html`<p>${tell(page, 'matrix.here', { address: ltr(address) })}</p>
        ${roomList(page, address, rooms)}`
    : roomList(page, address, rooms)

/** For people with an account elsewhere: from their address to the rooms. Uses up no place. */
export const alreadyOnMatrixPage = (page: Page, model: MatrixModel): string => {
  const address = model.address.trim()
  const found = isAddress(address)
  const heading = say(page, 'matrix.heading')
  const main = html`<section class="card stack">
      <h1>${heading}</h1>
      ${
        found
          ? answer(page, address, model.rooms)
          : html`<p>${say(page, 'matrix.text')}</p>
              ${form(page, model, address !== '')}`
      }
    </section>
    <p class="back">
      <a href="${page.paths.invitation(model.code)}">${say(page, 'account.back')}</a>
    </p>`
  return layout(page, { title: heading, name: 'matrix', main })
}
