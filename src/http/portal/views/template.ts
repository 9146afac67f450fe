import { type Part, show } from './html.ts'

/** Marks a slot in a template. A noncharacter, so that it doesn't occur in texts. */
export const slot = '\uFFFF'

/** Matches a slot in a text, or URL-encoded in an address. */
const slots = new RegExp(`${slot}|${encodeURIComponent(slot)}`)

/** The encoded parts of a page between its slots. */
export type Template = readonly Uint8Array[]

/** Splits a page at its slots, so that the constant parts are encoded once. */
export const compile = (text: string): Template =>
  text.split(slots).map((piece) => Buffer.from(piece))

/** The encoded content of a slot, for single use. */
export const bytesOf = (part: Part): Uint8Array => Buffer.from(show(part))

const encoder = new TextEncoder()

/** The same for memoizing: a small Buffer would keep Node's whole pool block alive. */
export const bytesToKeep = (part: Part): Uint8Array => encoder.encode(show(part))

/** Renders the page with the content of its slots, in order. */
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
