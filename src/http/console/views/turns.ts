import { html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say } from './page.ts'

/** The queries of the next page of a list and of its first one; null: there is none. */
export interface Turns {
  older: string | null
  newest: string | null
}

/** Links to the other pages of the list at `path`. */
export const turns = (page: ConsolePage, path: string, { older, newest }: Turns): Part =>
  (older !== null || newest !== null) &&
  html`<nav class="tools" aria-label="${say(page, 'list.turns')}">
    ${newest !== null && html`<a class="button small" href="${path}${newest}">${say(page, 'list.newest')}</a>`}
    ${older !== null && html`<a class="button small" href="${path}${older}">${say(page, 'list.older')}</a>`}
  </nav>`
