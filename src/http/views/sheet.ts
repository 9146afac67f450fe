import { show } from './html.ts'
import type { Part } from './html.ts'

/** Where something belongs that is different each time; no text has this noncharacter in it. */
export const hole = '\uFFFF'

/** A page's bytes up to the first hole, from there to the second, and so on. */
export type Sheet = readonly Uint8Array[]

/** Cuts a page at its holes, so that what never changes is encoded once. */
export const cut = (text: string): Sheet => text.split(hole).map((piece) => Buffer.from(piece))

/** The page with its holes filled, in their order. */
export const fill = (sheet: Sheet, parts: readonly Part[]): Uint8Array<ArrayBuffer> => {
  const pieces: Uint8Array[] = []
  for (const [at, piece] of sheet.entries()) {
    pieces.push(piece)
    if (at < parts.length) pieces.push(Buffer.from(show(parts[at])))
  }
  return Buffer.concat(pieces)
}
