import { encode } from 'uqr'
import { rfc3339 } from '../../../shared/time.ts'
import { dateTag, formatDate } from '../../../i18n/dates.ts'
import type { DateStyle } from '../../../i18n/dates.ts'
import { drawCopyButton } from './copy-button.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { say } from './page.ts'
import type { Page } from './page.ts'

/** A formatted time (ms). portal.js reformats it in the visitor's time zone. */
export const time = (page: Page, at: number, style: DateStyle): Html => {
  const { tag } = page.catalogue
  const words = formatDate(at, style, { tag, timeZone: page.timeZone })
  return html`<time datetime="${rfc3339(at)}" data-style="${style}" lang="${dateTag(tag)}"
    >${words}</time
  >`
}

/** Left-to-right text: names, addresses, servers. */
export const ltr = (text: string): Html =>
  html`<bdi dir="ltr" class="address"
    >${text.split(/(?=:)/).map((part, i) => [i > 0 && html`<wbr />`, part])}</bdi
  >`

export const strong = (inner: readonly Part[]): Html => html`<strong>${inner}</strong>`

/** The first grapheme; the segmenter isn't needed for a plain letter. */
const initial = (text: string): string =>
  /^[a-z0-9](?![^ -~])/i.exec(text)?.[0] ??
  new Intl.Segmenter().segment(text).containing(0)?.segment ??
  ''

/** The picture of the community in the shape of a door, or its first letter in one. */
export const door = ({
  community,
}: {
  community: Pick<Page['community'], 'title' | 'picture'>
}): Html =>
  community.picture === null
    ? html`<span class="door monogram" aria-hidden="true">${initial(community.title)}</span>`
    : html`<img class="door" src="${community.picture}" alt="" />`

/** A QR code as an SVG document: dark on white in every colour scheme, so that any phone can read it. */
export const qrSvg = (text: string): string => {
  const { data, size } = encode(text, { border: 2, ecc: 'M' })
  const runs = data.flatMap((row, y) => darkRuns(row).map(([x, length]) => `M${x} ${y}h${length}`))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -.5 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0-.5h${size}v${size}H0z"/><path stroke="#000" d="${runs.join('')}"/></svg>`
}

/** Where dark modules begin in a row, and how many follow each other: one line each. */
const darkRuns = (row: readonly boolean[]): [start: number, length: number][] => {
  const runs: [number, number][] = []
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1)
    if (isDark && last && last[0] + last[1] === x) last[1]++
    else if (isDark) runs.push([x, 1])
  }
  return runs
}

/** A QR code within a page. */
export const qrFigure = (text: string, title: string): Html => {
  const svg = qrSvg(text).replace('<svg ', '<svg aria-hidden="true" ')
  return html`<div class="qr" role="img" aria-label="${title}">${{ html: svg }}</div>`
}

/** A button that needs a script; hidden until the script runs. */
export const copyButton = (page: Page, text: string, words = say(page, 'copy.action')): Html =>
  drawCopyButton({ text, words, done: say(page, 'copy.done'), refused: say(page, 'copy.refused') })

export const shareButton = (page: Page, text: string): Html =>
  html`<button type="button" class="small" hidden data-share="${text}">
    ${say(page, 'share.action')}
  </button>`

/** The form for a typed code. */
export const codeForm = (page: Page): Html =>
  html`<form class="stack" action="${page.paths.enter}">
    <div class="field">
      <label for="code">${say(page, 'code.label')}</label>
      <p class="hint" id="code-hint">${say(page, 'code.hint')}</p>
      <input
        id="code"
        name="code"
        type="text"
        required
        maxlength="500"
        dir="ltr"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        aria-describedby="code-hint"
      />
    </div>
    <button type="submit" class="main">${say(page, 'code.submit')}</button>
  </form>`

/** Where people can ask to join: the link to the form. */
export const askLink = (page: Page): Part =>
  page.canAsk && html`<p><a href="${page.paths.ask}">${say(page, 'ask.offer')}</a></p>`
