import { askLink, codeForm, door } from './components.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import { perPage, say, tell } from './page.ts'
import type { Page } from './page.ts'
import { prose } from './text.ts'

/** The start page with the field for a code. Constant per language. */
export const homePage: (page: Page) => string = perPage((page) => {
  const { community } = page
  const heading = say(page, 'home.heading', { community: community.title })
  const name = html`<bdi class="name">${community.title}</bdi>`
  const main = html`<div class="hero">
      ${door(page)}
      <h1>${tell(page, 'home.heading', { community: name })}</h1>
      ${prose(community.description)}
    </div>
    <section class="card stack">
      <p>${say(page, 'home.text')}</p>
      ${codeForm(page)} ${askLink(page)}
    </section>`
  return layout(page, { title: heading, name: 'home', main })
})
