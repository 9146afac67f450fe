import { html, type Html, type Part } from './html.ts'

interface CopyButton {
  /** What the button puts on the clipboard. */
  text: string
  words: Part
  /** What is said afterwards, and when the browser allows no copying. */
  done: string
  refused: string
}

/** Puts a text on the clipboard. Hidden until the script runs. */
export const drawCopyButton = ({ text, words, done, refused }: CopyButton): Html =>
  html`<button
    type="button"
    class="small"
    hidden
    aria-live="polite"
    data-copy="${text}"
    data-done="${done}"
    data-refused="${refused}"
  >
    ${words}
  </button>`
