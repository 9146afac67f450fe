import { crockford, type Random, randomText } from '../core/invites/code.ts'

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
