import { door } from '../../portal/views/components.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { icons } from '../../portal/views/icons.ts'
import { notice as noticeOf, type Notice } from './notice.ts'
import { nameOf } from './pieces.ts'
import { type ConsolePage, may, mayAll, say, type Word } from './page.ts'
import type { Permission } from '../../../model/permission.ts'

/** The parts of the console, in the order of its menu. */
const parts = {
  home: { word: 'nav.invites', permission: 'invites:read' },
  people: { word: 'nav.people', permission: 'people:read' },
  requests: { word: 'nav.requests', permission: 'requests:read' },
  profiles: { word: 'nav.profiles', permission: 'profiles:read' },
  members: { word: 'nav.members', permission: 'roles:read' },
  activity: { word: 'nav.activity', permission: 'activity:read' },
  mail: { word: 'nav.mail', permission: 'mail:write' },
  health: { word: 'nav.health', permission: 'health:read' },
} as const satisfies Record<string, { word: Word; permission: Permission }>

type PartName = keyof typeof parts

export interface Screen {
  title: string
  /** The part of the menu that the page belongs to. */
  part?: PartName
  /** `narrow`: a form or a few lines. `cards`: for paper. */
  shape?: 'wide' | 'narrow' | 'cards'
  /** What its reader has just done. */
  notice?: Notice | null
  main: Html
}

const menu = (page: ConsolePage, current: PartName | undefined): Html | false =>
  page.actor !== null &&
  html`<nav class="menu" aria-label="${say(page, 'layout.menu')}">
    <ul>
      ${Object.entries(parts)
        .filter(([name, { permission }]) => may(page, permission) && hasPart(page, name))
        .map(
          ([name, { word }]) =>
            html`<li>
              <a href="${page.paths[name as PartName]}" ${name === current && currentPage}
                >${say(page, word)}</a
              >
            </li>`,
        )}
    </ul>
  </nav>`

/** Members can vouch only where people can ask; who decides sees what came before. */
const hasPart = (page: ConsolePage, name: string): boolean =>
  name !== 'requests' || page.canAsk || mayAll(page, 'requests:read')

const currentPage: Html = { html: 'aria-current="page"' }

const languageLinks = (page: ConsolePage): Html =>
  html`<ul aria-label="${say(page, 'layout.language')}">
    ${page.languages.map(
      ({ tag, name }) =>
        html`<li>
          <a
            href="?lang=${tag}"
            lang="${tag}"
            hreflang="${tag}"
            ${tag === page.catalogue.tag && { html: 'aria-current="true"' }}
            >${name}</a
          >
        </li>`,
    )}
  </ul>`

/** Who is signed in, languages, and the way out. */
const account = (page: ConsolePage): Html =>
  html`<nav class="languages" aria-label="${say(page, 'layout.account')}">
    <details>
      <summary>
        ${page.actor === null ? icons.globe : icons.key}<span
          >${page.actor === null ? page.catalogue.name : nameOf(page, page.actor)}</span
        >
      </summary>
      <div>${page.actor !== null && personal(page)} ${languageLinks(page)}</div>
    </details>
  </nav>`

const personal = (page: ConsolePage): Html =>
  html`<ul>
      <li><a href="${page.paths.sessions}">${say(page, 'nav.sessions')}</a></li>
      <li><a href="${page.paths.tokens}">${say(page, 'nav.tokens')}</a></li>
      ${page.actor?.id !== null && html`<li><a href="${page.paths.ownMail}">${say(page, 'nav.ownMail')}</a></li>`}
    </ul>
    <form method="post" action="${page.paths.signOut}">
      <button type="submit" class="small">${say(page, 'layout.signOut')}</button>
    </form>`

const head = ({ paths }: ConsolePage): Html =>
  html`<meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="${paths.asset('icon.svg')}" type="image/svg+xml" />
    <link rel="stylesheet" href="${paths.asset('theme.css')}" />
    <link rel="stylesheet" href="${paths.asset('style.css')}" />
    <link rel="stylesheet" href="${paths.asset('console.css')}" />
    <script type="module" src="${paths.asset('portal.js')}"></script>
    <script type="module" src="${paths.asset('console.js')}"></script>`

/** A whole page, as text. */
export const layout = (
  page: ConsolePage,
  { title, part, shape = 'wide', notice = null, main }: Screen,
): string => {
  const { catalogue, community, paths } = page
  return html`<!doctype html>
    <html lang="${catalogue.tag}" dir="${catalogue.dir}">
      <head>
        <meta charset="utf-8" />
        <title>${title} – ${community.title}</title>
        ${head(page)}
      </head>
      <body class="console ${shape}">
        <a class="skip" href="#main">${say(page, 'layout.skip')}</a>
        <header class="bar">
          <p class="brand">
            <a href="${paths.home}">${door(page)}<span>${community.title}</span></a>
          </p>
          ${menu(page, part)} ${account(page)}
        </header>
        <main id="main" tabindex="-1">${noticeOf(page, notice)} ${main}</main>
      </body>
    </html> `.html
}
