import { type Random, randomText } from '../../shared/ids.ts'
import { wordlist } from '@scure/bip39/wordlists/english.js'

/** A code nobody guesses: 26 symbols, 130 bits. */
export function randomCode(random: Random): string {
  return randomText(random, 26)
}

/** Whether a code is of a length that nobody guesses: then no limiter has to stand before it. */
export function isUnguessable(code: string): boolean {
  return /^[0-9a-z]{26,}$/.test(code)
}

/** A code to say on the telephone: five words of 2,048, 55 bits, which only holds behind the limiter. */
export function randomWords(random: Random): string {
  const bytes = new DataView(random(10).slice().buffer)
  return [0, 2, 4, 6, 8].map((at) => wordlist[bytes.getUint16(at) % 2048]).join('-')
}

/** An operator's own code has to fit into a link as it is: the unreserved characters of RFC 3986. */
export function isCode(text: string): boolean {
  return /^[A-Za-z0-9._~-]{1,64}$/.test(text)
}

/**
 * What stays of a code when it was read aloud or copied from paper: no case, no separators, and the
 * letters that are taken for digits are those digits.
 */
export function foldCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}._~]/gu, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
}

/** The code in a pasted text: the whole link, the end of one, or the code itself. */
export function codeFrom(pasted: string): string {
  const text = pasted.trim()
  const inLink = /\/i\/([^/?#\s]+)/.exec(text) ?? /[?&]token=([^&#\s]+)/.exec(text)
  return inLink?.[1] ?? text
}
