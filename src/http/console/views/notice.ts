import { html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, type Word } from './page.ts'
import { press } from './pieces.ts'

/** What was just done, and for as long as it can be undone: a button for that. */
export interface Notice {
  word: Word
  /** The invitation. */
  what: string
  undo: { action: string; event: string; back: string | undefined; leftMs: number } | null
}

/** A message above the page. The script removes the button when its time is over. */
export const notice = (page: ConsolePage, given: Notice | null): Part => {
  if (given === null) return null
  const { word, what, undo } = given
  return html`<div class="notice" role="status">
    <p>${say(page, word, { what })}</p>
    ${
      undo !== null &&
      html`<div data-for-ms="${undo.leftMs}">
        ${press({
          action: undo.action,
          word: say(page, 'act.undo'),
          hidden: { event: undo.event, ...(undo.back !== undefined && { back: undo.back }) },
        })}
      </div>`
    }
  </div>`
}
