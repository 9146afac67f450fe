import { memoize } from '../../../shared/memoize.ts'
import { door, ltr, time } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { icons } from './icons.ts'
import { layout } from './layout.ts'
import { perPage, say, tell } from './page.ts'
import type { Page } from './page.ts'
import { bytesOf, bytesToKeep, compile, render, slot, type Template } from './template.ts'
import { greeting } from './greeting.ts'
import { prose } from './text.ts'

export interface InvitationModel {
  code: string
  /** When it ends (ms); null: never. */
  expiresAt: number | null
  /** Total number of uses; null: unlimited. */
  places: number | null
  /** How many places are left. */
  left: number
  /** Of the profile, by language. */
  greeting: Readonly<Record<string, string>>
  /** Whether to show the QR code for a phone. */
  qr: boolean
  /** Whether a form on the way asks for an e-mail address. */
  email: boolean
  /** Whether accounts are made here; otherwise people come with the one that they have. */
  accounts: boolean
}

const fact = (icon: Html, words: Part): Html => html`<li>${icon}<span>${words}</span></li>`

const about = perPage((page) => {
  const { community } = page
  const name = html`<bdi class="name">${community.title}</bdi>`
  return html`<div class="hero">
    ${door(page)}
    <h1>${tell(page, 'invitation.heading', { community: name })}</h1>
    ${prose(community.description)}
  </div>`
})

/** Empty without a server, or while its name is unknown, as with a predecessor's configuration. */
const server = perPage((page) =>
  page.serverName === '' || !page.makesAccounts
    ? html``
    : fact(icons.door, tell(page, 'invitation.server', { server: ltr(page.serverName) })),
)

const rules = perPage((page) => {
  const text = prose(page.community.rules)
  return text.length === 0
    ? html``
    : html`<h2>${say(page, 'invitation.rules')}</h2>
        <div class="rules">${text}</div>`
})

const next = (page: Page, { email, accounts }: Kind): Html =>
  html`<h2>${say(page, 'invitation.next')}</h2>
    ${
      accounts
        ? html`<p>${say(page, email ? 'invitation.minuteEmail' : 'invitation.minute')}</p>
            <p>${say(page, 'invitation.then')}</p>`
        : html`<p>${say(page, 'invitation.onlyMatrix')}</p>`
    }
    ${rules(page)}`

/** The main button makes an account, where accounts are made. */
const choices = (page: Page, { accounts }: Kind): Html => {
  const look = accounts ? 'button' : 'button main'
  return html`<p class="choices">
    ${
      accounts &&
      html`<a class="button main" href="${page.paths.account(slot)}"
        >${say(page, 'invitation.create')}</a
      >`
    }
    <a class="${look}" href="${page.paths.matrix(slot)}">${say(page, 'invitation.already')}</a>
  </p>`
}

/** The terms of one invitation: expiry, if any, and places. */
const facts = (page: Page, ends: boolean): Html => {
  const until = ends && tell(page, 'invitation.until', { date: { html: slot } })
  return html`<ul class="facts">
    ${server(page)} ${until && fact(icons.clock, until)} ${fact(icons.people, slot)}
  </ul>`
}

/** Maximum number of memoized dates: formatting one takes longer than looking an invitation up. */
const mostDates = 10_000

const date = perPage((page) =>
  memoize(
    (expiresAt: number) => bytesToKeep(time(page, expiresAt, 'moment')),
    (expiresAt) => expiresAt,
    mostDates,
  ),
)

const room = perPage((page) =>
  memoize(
    ({ places, left }: InvitationModel) =>
      bytesToKeep(
        places === null
          ? say(page, 'invitation.open')
          : say(page, 'invitation.places', { total: places, left }),
      ),
    ({ places, left }) => `${places} ${left}`,
  ),
)

const phone = (page: Page): Html =>
  html`<aside class="phone">
    <img
      src="${page.paths.qr(slot)}"
      alt="${say(page, 'invitation.qr')}"
      width="160"
      height="160"
      loading="lazy"
    />
    <div>
      <h2>${say(page, 'invitation.phone')}</h2>
      <p>${say(page, 'invitation.phoneHint')}</p>
      <p class="paper">${say(page, 'code.label')}: ${ltr(slot)}</p>
    </div>
  </aside>`

/** What an invitation's page may have or lack. */
interface Kind {
  greets: boolean
  ends: boolean
  qr: boolean
  email: boolean
  accounts: boolean
}

/** The page that all invitations share, with slots for what differs. */
const makeTemplate = (page: Page, kind: Kind): Template => {
  const { greets, ends, qr } = kind
  const main = html`<div class="sides">
    <div class="side">${about(page)} ${greets && { html: slot }} ${qr && phone(page)}</div>
    <section class="card stack">
      ${facts(page, ends)} ${next(page, kind)} ${choices(page, kind)}
    </section>
  </div>`
  const title = say(page, 'invitation.heading', { community: page.community.title })
  return compile(layout(page, { title, name: 'invitation', main }))
}

const template = perPage((page) =>
  memoize(
    (kind: Kind) => makeTemplate(page, kind),
    ({ greets, ends, qr, email, accounts }) => `${greets} ${ends} ${qr} ${email} ${accounts}`,
  ),
)

/** The invitation page: whose server this is and what happens next. */
export const invitationPage = (page: Page, model: InvitationModel): Uint8Array<ArrayBuffer> => {
  const { code, expiresAt, qr, email, accounts } = model
  const words = greeting(page, model.greeting)
  const shown = bytesOf(code)
  const escaped = encodeURIComponent(code)
  const inPath = escaped === code ? shown : bytesOf(escaped)
  const kind = { greets: words !== null, ends: expiresAt !== null, qr, email, accounts }
  return render(template(page)(kind), [
    ...(words === null ? [] : [bytesOf(words)]),
    ...(qr ? [inPath, shown] : []),
    ...(expiresAt === null ? [] : [date(page)(expiresAt)]),
    room(page)(model),
    ...(accounts ? [inPath] : []),
    inPath,
  ])
}
