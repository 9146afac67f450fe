import type { Mistake } from '../option.ts'
import { partly, whole } from './mistake.ts'

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const LARGE = new Map([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
])

/** `seven`, `twenty-five`, `two hundred` as a number; undefined for anything else. */
export function numberOfWords(text: string): number | undefined {
  const words = text.toLowerCase().split(/[\s-]+/)
  let sum = 0
  for (const word of words) {
    const small = SMALL.indexOf(word)
    const tens = TENS.indexOf(word)
    const large = LARGE.get(word)
    if (small >= 0) sum += small
    else if (tens >= 0) sum += (tens + 2) * 10
    else if (large !== undefined) sum = Math.max(sum, 1) * large
    else return undefined
  }
  return sum
}

/** Why a text is no whole number from `least` to `most`. */
export function ofInteger(least: number, most: number) {
  return (text: string): Mistake | null => {
    const words = numberOfWords(text) ?? numberOfWords(text.replace(/\s+\S+$/, ''))
    if (words !== undefined) return whole('is written in words', String(words))
    if (/^\d[\d ,_'’]*\d$/.test(text) && /\D/.test(text)) {
      return whole('has separators between its digits', text.replaceAll(/\D/g, ''))
    }
    const [, digits, unit] = /^([+-]?\d+)\s*([^\d\s.,].*)$/.exec(text) ?? []
    const exact = Number(text)
    if (digits !== undefined && unit !== undefined && Number.isNaN(exact)) {
      return partly(unit, 'is not part of a number', digits)
    }
    if (Number.isNaN(exact)) return whole('is no number')
    if (!Number.isInteger(exact)) return whole('is not whole')
    // One and a thousand, by country.
    if (/^\d{1,3}(\.\d{3})+$/.test(text)) return whole('has a dot in it')
    if (exact < least) return whole(`is less than ${least}`, String(least))
    if (exact > most) return whole(`is more than ${most}`, String(most))
    return whole('is not written in digits alone', String(exact))
  }
}

/** Why a text is no permission bits. */
export function ofFileMode(text: string): Mistake {
  const [, letters] = /^[-sd]?([r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-])$/.exec(text) ?? []
  if (letters !== undefined) return whole('is written in letters', modeOfLetters(letters))
  if (/[ugoa]*[=+-][rwx]/.test(text)) {
    const meant = /^[ugoa=rwx,]+$/.test(text) ? [modeOfClauses(text)] : []
    return whole('is written in letters', ...meant)
  }
  if (/^0?o?\d*[89]\d*$/i.test(text)) return whole('has a digit above 7')
  const [, special] = /^0?([1-7])([0-7]{3})$/.exec(text) ?? []
  if (special !== undefined) {
    return partly(special, 'sets special bits, which a socket has no use for', `0${text.slice(-3)}`)
  }
  return /^[0-7]{1,2}$/.test(text)
    ? whole('has fewer than three digits')
    : whole('is not written in three digits from 0 to 7')
}

function modeOfLetters(letters: string): string {
  const digits = letters.match(/.{3}/g) ?? []
  return `0${digits.map(digitOf).join('')}`
}

function digitOf(letters: string): number {
  return ['r', 'w', 'x'].reduce((sum, letter) => sum * 2 + Number(letters.includes(letter)), 0)
}

/** `u=rw,g=rw` as octal digits. */
function modeOfClauses(text: string): string {
  const digits = ['u', 'g', 'o'].map((who) => {
    const clause = text.split(',').find((one) => /^([ugoa]*)=/.exec(one)?.[1]?.match(`[${who}a]`))
    return digitOf(clause?.split('=')[1] ?? '')
  })
  return `0${digits.join('')}`
}
