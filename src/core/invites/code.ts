import { type Random, randomText } from '../../shared/ids.ts'
import { wordlist } from '@scure/bip39/wordlists/english.js'

/** An unguessable code: 26 symbols, 130 bits. */
export function randomCode(random: Random): string {
  return randomText(random, 26)
}

/** Whether a code is too long to be guessed; such codes need no rate limit. */
export function isUnguessable(code: string): boolean {
  return /^[0-9a-z]{26,}$/.test(code)
}

/** A code that can be read aloud: five of 2,048 words, 55 bits. Safe only with the rate limit. */
export function randomWords(random: Random): string {
  const bytes = new DataView(random(10).slice().buffer)
  return [0, 2, 4, 6, 8].map((at) => wordlist[bytes.getUint16(at) % 2048]).join('-')
}

const listed: ReadonlySet<string> = new Set(wordlist)

export function isListedWord(word: string): boolean {
  return listed.has(word)
}

/** An operator's own code: unreserved characters of RFC 3986, so that links need no escaping. */
export function isCode(text: string): boolean {
  return /^[A-Za-z0-9._~-]{1,64}$/.test(text)
}

/**
 * Normalizes a code that was read aloud or copied from paper: lower case, no separators, and letters that
 * look like digits become those digits.
 */
export function foldCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}._~]/gu, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
}
