import { catalogue, languages } from '../../../i18n/catalogue.ts'
import { door } from './components.ts'
import { escape, html } from './html.ts'
import type { Html } from './html.ts'
import { icons } from './icons.ts'
import { perPage, say } from './page.ts'
import type { Page } from './page.ts'
import { slot } from './template.ts'

/** tools/samples.ts has a sample of each. */
export const screenNames = [
  'home',
  'invitation',
  'account',
  'matrix',
  'hand-off',
  'hand-over',
  'ask',
  'state',
] as const

export interface Screen {
  title: string
  /** The screen's name for the stylesheet. */
  name: (typeof screenNames)[number]
  main: Html
}

/** Links to this page in other languages; a query without a path keeps the path. */
const languageSwitch = (page: Page): Html => {
  const link = (tag: string) => {
    const current = tag === page.catalogue.tag ? html` aria-current="true"` : ''
    return html`<li>
      <a href="?lang=${tag}" lang="${tag}" hreflang="${tag}" ${current}
        >${catalogue('newcomer', tag).name}</a
      >
    </li>`
  }
  return html`<nav class="languages" aria-label="${say(page, 'layout.language')}">
    <details>
      <summary>
        ${icons.globe}<span class="hidden">${say(page, 'layout.language')}:</span>
        ${page.catalogue.name}
      </summary>
      <ul>
        ${languages.map(link)}
      </ul>
    </details>
  </nav>`
}

const head = (page: Page): Html => {
  const { community, paths } = page
  const description =
    community.description.replaceAll(/\s+/g, ' ').trim() ||
    say(page, 'invitation.heading', { community: community.title })
  return html`<meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${description}" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="${community.title}" />
    <meta property="og:description" content="${description}" />
    <link rel="icon" href="${paths.asset('icon.svg')}" type="image/svg+xml" />
    <link rel="stylesheet" href="${paths.asset('theme.css')}" />
    <link rel="stylesheet" href="${paths.asset('style.css')}" />
    <script type="module" src="${paths.asset('portal.js')}"></script>`
}

/** The constant parts of all pages, with slots for name, title and content. */
const frame = perPage((page) =>
  html`<!doctype html>
    <html lang="${page.catalogue.tag}" dir="${page.catalogue.dir}">
      <head>
        <meta charset="utf-8" />
        <title>${slot}</title>
        <meta property="og:title" content="${slot}" />
        ${head(page)}
      </head>
      <body class="${slot}">
        <a class="skip" href="#main">${say(page, 'layout.skip')}</a>
        <header class="bar">
          <p class="brand">${door(page)}<span>${page.community.title}</span></p>
          ${languageSwitch(page)}
        </header>
        <main id="main" tabindex="-1">${slot}</main>
        <footer><p>${say(page, 'layout.promise')}</p></footer>
      </body>
    </html> `.html.split(slot),
)

/** A whole page, as text. */
export const layout = (page: Page, { title, name, main }: Screen): string => {
  const { community } = page
  const full = escape(title.includes(community.title) ? title : `${title} – ${community.title}`)
  const [start, afterTitle, afterCard, afterName, end] = frame(page)
  return `${start}${full}${afterTitle}${full}${afterCard}${name}${afterName}${main.html}${end}`
}
