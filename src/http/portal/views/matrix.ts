import { copyButton, ltr } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { layout } from './layout.ts'
import { type LetIn, letInNotice } from './let-in.ts'
import { isAddress, matrixTo, matrixUri } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'

export interface MatrixModel {
  code: string
  /** What was typed into the field, or '' at first. */
  address: string
  /** Of the profile, `#lobby:example.org`. */
  rooms: readonly string[]
  /** Whoever gives an address is invited; without it the page shows the rooms. */
  invites?: { attempt: string | null; isInvalid: boolean } | undefined
  /** Of somebody who asked to join, where this is their only way. */
  letIn?: LetIn | undefined
}

interface AddressForm extends Pick<MatrixModel, 'code' | 'address'> {
  isInvalid: boolean
  submit: 'matrix.submit' | 'matrix.invite'
  /** Where it is posted: the key of this attempt; null where a cookie keeps one. */
  attempt?: string | null
}

/** The field for an address. With an `attempt` it is posted. */
export const addressForm = (page: Page, model: AddressForm): Html => {
  const { code, address, isInvalid, submit, attempt } = model
  const described = isInvalid
    ? html`aria-invalid="true" autofocus aria-describedby="address-error address-hint"`
    : html`aria-describedby="address-hint"`
  const method =
    attempt !== undefined && html`method="post" data-once="${say(page, 'account.busy')}"`
  return html`<form class="stack" ${method} action="${page.paths.matrix(code)}">
    ${attempt && html`<input type="hidden" name="attempt" value="${attempt}" />`}
    <div class="field">
      <label for="address">${say(page, 'matrix.address')}</label>
      <p class="hint" id="address-hint">${say(page, 'matrix.addressHint')}</p>
      ${isInvalid && html`<p class="error" id="address-error">${say(page, 'matrix.invalid')}</p>`}
      <input
        id="address"
        name="address"
        type="text"
        value="${address}"
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
    <button type="submit" class="main">${say(page, submit)}</button>
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

/** From an address to the rooms, where nobody is invited. */
const showing = (page: Page, model: MatrixModel): Part => {
  const address = model.address.trim()
  if (isAddress(address)) return answer(page, address, model.rooms)
  const isInvalid = address !== ''
  return html`<p>${say(page, 'matrix.text')}</p>
    ${addressForm(page, { ...model, isInvalid, submit: 'matrix.submit' })}`
}

/** For people with an account elsewhere. */
export const alreadyOnMatrixPage = (page: Page, model: MatrixModel): string => {
  const heading = say(page, 'matrix.heading')
  const { invites } = model
  const main = html`<section class="card stack">
      <h1>${heading}</h1>
      ${model.letIn && letInNotice(page, model.letIn)}
      ${
        invites === undefined
          ? showing(page, model)
          : html`<p>${say(page, 'matrix.inviteText')}</p>
              ${addressForm(page, { ...model, ...invites, submit: 'matrix.invite' })}`
      }
    </section>
    <p class="back">
      <a href="${page.paths.invitation(model.code)}">${say(page, 'account.back')}</a>
    </p>`
  return layout(page, { title: heading, name: 'matrix', main })
}
