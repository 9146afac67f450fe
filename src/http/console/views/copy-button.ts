import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, type Word } from './page.ts'

interface Copy {
  text: string
  words: Part
  /** What is said when the browser allows no copying. */
  refused?: Word
}

/** Puts a text on the clipboard. Hidden until the script runs. */
export const copyButton = (
  page: ConsolePage,
  { text, words, refused = 'copy.refused' }: Copy,
): Html =>
  html`<button
    type="button"
    class="small"
    hidden
    aria-live="polite"
    data-copy="${text}"
    data-done="${say(page, 'copy.done')}"
    data-refused="${say(page, refused)}"
  >
    ${words}
  </button>`
