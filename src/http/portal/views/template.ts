import { type Part, show } from './html.ts'

/** Where something belongs that is different each time; no text has this noncharacter in it. */
export const slot = '\uFFFF'

/** A hole in a text, or in an address of ours. */
const slots = new RegExp(`${slot}|${encodeURIComponent(slot)}`)

/** A page's bytes up to the first hole, from there to the second, and so on. */
export type Template = readonly Uint8Array[]

/** Cuts a page at its holes, so that what never changes is encoded once. */
export const compile = (text: string): Template =>
  text.split(slots).map((piece) => Buffer.from(piece))

/** What goes into a hole of a text, once. */
export const bytesOf = (part: Part): Uint8Array => Buffer.from(show(part))

const encoder = new TextEncoder()

/** The same, to be kept: a small buffer would keep the block of memory that Node cut it from. */
export const bytesToKeep = (part: Part): Uint8Array => encoder.encode(show(part))

/** The page with its holes filled, in their order. */
export const render = (sheet: Template, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const pieces: Uint8Array[] = []
  let size = 0
  const add = (piece: Uint8Array | undefined) => {
    if (!piece) return
    pieces.push(piece)
    size += piece.length
  }
  for (let at = 0; at < sheet.length; at++) {
    add(sheet[at])
    add(parts[at])
  }
  return Buffer.concat(pieces, size)
}
