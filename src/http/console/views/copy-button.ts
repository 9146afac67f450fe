import { drawCopyButton } from '../../portal/views/copy-button.ts'
import type { Html, Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, type Word } from './page.ts'

interface Copy {
  text: string
  words: Part
  /** What is said when the browser allows no copying. */
  refused?: Word
}

/** Puts a text on the clipboard. */
export const copyButton = (
  page: ConsolePage,
  { text, words, refused = 'copy.refused' }: Copy,
): Html =>
  drawCopyButton({ text, words, done: say(page, 'copy.done'), refused: say(page, refused) })
