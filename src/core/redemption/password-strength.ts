import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** bcrypt ignores the rest. */
const MAX_LENGTH = 72

/**
 * The time of a check grows with the square of the length, and anybody with a link can cause one. Three
 * pieces take about 6 ms, the whole up to 60. A password with a strong piece is strong as a whole.
 */
const PIECE_LENGTH = 24

/** More l33t variants (4 for a, $ for s) take longer and find no more. */
const L33T_SUBSTITUTIONS = 10

/** Minimum length of what is left of a password without the known words. */
const LEAST_OF_THEIR_OWN = 6

export type Strength = 'common' | 'guessable' | 'strong'

let loaded: Promise<ZxcvbnFactory> | undefined

/** Loads 50,000 words and six keyboard layouts on demand: only the account form needs them. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, { adjacencyGraphs: graphs, dictionary }] = await Promise.all(
    [import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')],
  )
  const limits = { maxLength: PIECE_LENGTH, l33tMaxSubstitutions: L33T_SUBSTITUTIONS }
  return new Estimator({ dictionary, graphs, ...limits })
}

/**
 * How hard a password is to guess. One piece of its first 72 characters needs the zxcvbn score
 * `leastScore` (0 to 4, Wheeler 2016). zxcvbn counts a known word as up to a thousand guesses, so the
 * rest without `known` has to be long enough by itself: `anaexample1` is easy to guess for Ana at
 * example.org.
 *
 * @param known words that an attacker would try: the name, the server
 */
export async function passwordStrength(
  password: string,
  known: readonly string[],
  leastScore: number,
): Promise<Strength> {
  const letters = Array.from(password).slice(0, MAX_LENGTH)
  const words = wordsOf(known)
  if (lengthWithout(letters.join(''), words) < LEAST_OF_THEIR_OWN) return 'guessable'
  const estimator = await (loaded ??= load())
  for (const piece of piecesOf(letters)) {
    const { score, sequence } = estimator.check(piece, words)
    if (score >= leastScore) return 'strong'
    const [only, more] = sequence
    const isOneWord = only?.['dictionaryName'] === 'passwords-common' && more === undefined
    if (isOneWord && letters.length <= PIECE_LENGTH) return 'common'
  }
  return 'guessable'
}

function piecesOf(letters: readonly string[]): Set<string> {
  const count = Math.ceil(letters.length / PIECE_LENGTH)
  const pieceAt = (at: number) => letters.slice(at * PIECE_LENGTH, (at + 1) * PIECE_LENGTH).join('')
  return new Set(Array.from({ length: count }, (_, at) => pieceAt(at)))
}

/** The known words and their parts. Words of one or two letters occur in half of all passphrases. */
function wordsOf(known: readonly string[]): string[] {
  const all = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
  const words = all.map((word) => word.toLowerCase()).filter((word) => word.length > 2)
  return [...new Set(words)].toSorted((one, other) => other.length - one.length)
}

function lengthWithout(password: string, words: readonly string[]): number {
  const left = words.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase())
  return Array.from(left).length
}
