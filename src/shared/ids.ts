/** Crockford's base 32: without i, l, o and u, so that a code can be read aloud and copied from paper. */
export const crockford = '0123456789abcdefghjkmnpqrstvwxyz'

export type Random = (bytes: number) => Uint8Array

/** `length` symbols of 5 bits each. 256 is a multiple of 32, so all symbols are equally likely. */
export function randomText(random: Random, length: number): string {
  return Array.from(random(length), (byte) => crockford[byte % 32]).join('')
}

/** The format of every identifier: 26 symbols today, 16 in older rows. */
export const idPattern = /^[0-9a-hjkmnp-tv-z]{16}(?:[0-9a-hjkmnp-tv-z]{10})?$/

/** The last identifier of this process. */
let last = { ms: NaN, tail: '' }

/**
 * An identifier that sorts by creation time: a lower-case ULID (https://github.com/ulid/spec), 10
 * symbols of milliseconds and 80 random bits. Within one millisecond a process increments the random
 * part, so that its identifiers sort in creation order and even a million of them are distinct.
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

/** A lower bound: sorts before every identifier made at `now` or later, and after all earlier ones. */
export function firstIdAt(now: number): string {
  const ms = Math.max(0, now)
  const symbols = Array.from({ length: 10 }, (_, at) => Math.floor(ms / 32 ** (9 - at)) % 32)
  return symbols.map((symbol) => crockford[symbol]).join('')
}

/** Bytes in base 32: 52 symbols for 256 bits. */
export function encodeBytes(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 8) / 5)
  let rest = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let text = ''
  for (let at = 0; at < length; at++) {
    text = `${crockford[Number(rest & 31n)]}${text}`
    rest >>= 5n
  }
  return text
}
