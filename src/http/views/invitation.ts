import { door, ltr, time } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { icons } from './icons.ts'
import { layout } from './layout.ts'
import { perPage, say, tell } from './page.ts'
import type { Page } from './page.ts'
import { prose } from './text.ts'

export interface InvitationModel {
  code: string
  /** When it ends (ms), or null where it never does. */
  expiresAt: number | null
  /** How many may join with it in all, or null for any number. */
  places: number | null
  /** How many places are left. */
  left: number
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

const server = perPage((page) =>
  fact(icons.door, tell(page, 'invitation.server', { server: ltr(page.serverName) })),
)

const rules = perPage((page) => {
  const text = prose(page.community.rules)
  return text.length === 0
    ? html``
    : html`<h2>${say(page, 'invitation.rules')}</h2>
        <div class="rules">${text}</div>`
})

const next = perPage(
  (page) =>
    html`<h2>${say(page, 'invitation.next')}</h2>
      <p>${say(page, 'invitation.minute')}</p>
      <p>${say(page, 'invitation.then')}</p>
      ${rules(page)}`,
)

const facts = (page: Page, { expiresAt, places, left }: InvitationModel): Html => {
  const until =
    expiresAt !== null && tell(page, 'invitation.until', { date: time(page, expiresAt, 'moment') })
  const room =
    places === null
      ? say(page, 'invitation.open')
      : say(page, 'invitation.places', { total: places, left })
  return html`<ul class="facts">
    ${server(page)} ${until && fact(icons.clock, until)} ${fact(icons.people, room)}
  </ul>`
}

const phone = perPage((page) => ({
  words: html`<h2>${say(page, 'invitation.phone')}</h2>
    <p>${say(page, 'invitation.phoneHint')}</p>`,
  alt: say(page, 'invitation.qr'),
  code: say(page, 'code.label'),
}))

/** The invitation: whose server this is and what will happen, before anything is asked. */
export const invitationPage = (page: Page, model: InvitationModel): string => {
  const { paths } = page
  const { words, alt, code } = phone(page)
  const main = html`<div class="sides">
    <div class="side">
      ${about(page)}
      <aside class="phone">
        <img src="${paths.qr(model.code)}" alt="${alt}" width="160" height="160" loading="lazy" />
        <div>${words}</div>
        <p class="paper">${code}: ${ltr(model.code)}</p>
      </aside>
    </div>
    <section class="card stack">
      ${facts(page, model)} ${next(page)}
      <p class="choices">
        <a class="button main" href="${paths.account(model.code)}"
          >${say(page, 'invitation.create')}</a
        >
        <a class="button" href="${paths.matrix(model.code)}">${say(page, 'invitation.already')}</a>
      </p>
    </section>
  </div>`
  const title = say(page, 'invitation.heading', { community: page.community.title })
  return layout(page, { title, name: 'invitation', main })
}
