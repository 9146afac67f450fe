import { lookup } from '../../../i18n/negotiate.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'
import { prose } from './text.ts'

/**
 * The greeting of a profile: in the page's language, else in English, else in the first one. Null if there
 * is none.
 */
export const greeting = (page: Page, texts: Readonly<Record<string, string>>): Html | null => {
  const tags = Object.keys(texts)
  // Most profiles have none, and a look-up takes longer than the page.
  if (tags.length === 0) return null
  const tag = lookup(page.catalogue.tag, tags) ?? lookup('en', tags) ?? tags[0] ?? ''
  return html`<div class="greeting" lang="${tag}" dir="auto">${prose(texts[tag] ?? '')}</div>`
}
