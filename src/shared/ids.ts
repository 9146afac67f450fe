/** Crockford's base 32: no i, l, o or u, so that a code survives reading aloud and paper. */
export const crockford = '0123456789abcdefghjkmnpqrstvwxyz'

export type Random = (bytes: number) => Uint8Array

/** `length` symbols of 5 bits each. 256 is a multiple of 32, so no symbol is likelier than another. */
export function randomText(random: Random, length: number): string {
  return Array.from(random(length), (byte) => crockford[byte % 32]).join('')
}

/** The shape of every identifier: ours of today, and the 16 symbols that older rows have. */
export const idPattern = /^[0-9a-hjkmnp-tv-z]{16}(?:[0-9a-hjkmnp-tv-z]{10})?$/

/** What this process made last. */
let last = { ms: NaN, tail: '' }

/**
 * An identifier that sorts by time of making: a ULID (https://github.com/ulid/spec) in lower case, 10
 * symbols of milliseconds and 80 bits of chance. Within a millisecond this process counts up, so that
 * its identifiers sort in the order of their making and a batch of a million has no two alike.
 */
export function newId(now: number, random: Random): string {
  const counted = now === last.ms ? successor(last.tail) : undefined
  last = { ms: now, tail: counted ?? randomText(random, 16) }
  return firstIdAt(now) + last.tail
}

/** The next number in base 32; undefined after the largest. */
function successor(tail: string): string | undefined {
  const [end = '', low = ''] = /([^z])z*$/.exec(tail) ?? []
  const next = crockford[crockford.indexOf(low) + 1]
  if (low === '' || next === undefined) return undefined
  return tail.slice(0, -end.length) + next + '0'.repeat(end.length - 1)
}

/** What comes before every identifier made at `now` or later, and after all that were made before. */
export function firstIdAt(now: number): string {
  const ms = Math.max(0, now)
  const symbols = Array.from({ length: 10 }, (_, at) => Math.floor(ms / 32 ** (9 - at)) % 32)
  return symbols.map((symbol) => crockford[symbol]).join('')
}
