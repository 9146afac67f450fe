import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { readLanguages } from '../i18n/languages.ts'
import { lookup } from '../i18n/negotiate.ts'
import { isSlowPattern } from '../shared/pattern.ts'
import { formatDuration, parseDuration } from '../shared/time.ts'
import type { Rate } from '../model/config.ts'
import { isExample, isFilePath } from './secret-slips.ts'
import { readFault } from './file.ts'
import { single } from './combinators.ts'
import type { ValueType } from './option.ts'

/** The identifier of something elsewhere. */
export const identifier = single(
  'an identifier of at most 100 characters, without spaces',
  (text) => (/^[^\s\p{C}]{1,100}$/u.test(text) ? text : undefined),
  async () => (await import('./mistakes/texts.ts')).ofIdentifier,
)

export function line(longest: number): ValueType<string> {
  return single(
    `one line of at most ${longest} characters`,
    (text) => (text.length <= longest && !/\p{Cc}/u.test(text) ? text : undefined),
    async () => (await import('./mistakes/texts.ts')).ofText(longest, true),
  )
}

export function paragraphs(longest: number): ValueType<string> {
  return single(
    `a text of at most ${longest} characters`,
    (text) => (text.length <= longest && !/[^\P{Cc}\n\r\t]/u.test(text) ? text : undefined),
    async () => (await import('./mistakes/texts.ts')).ofText(longest, false),
  )
}

export function integer(least: number, most: number): ValueType<number> {
  return single(
    `a whole number from ${least} to ${most}`,
    (text) => {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN
      return number >= least && number <= most ? number : undefined
    },
    async () => (await import('./mistakes/numbers.ts')).ofInteger(least, most),
  )
}

/** Permission bits of a file. */
export const fileMode = single(
  'permission bits such as 0660',
  (text) =>
    /^0?o?[0-7]{3}$/.test(text) ? Number.parseInt(text.replace(/^0?o?/, ''), 8) : undefined,
  async () => (await import('./mistakes/numbers.ts')).ofFileMode,
)

/** The name of a group, or its number. */
export const group = single(
  'the name of a group, or its number',
  (text) => (/^[\w.-]{1,32}$/.test(text) ? text : undefined),
  async () => (await import('./mistakes/texts.ts')).ofGroup,
)

/** Limits and value in milliseconds. `unit`: what a number without one probably means. */
export function duration(
  least: number,
  most: number,
  unit: 's' | 'm' | 'h' | 'd',
): ValueType<number> {
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`
  return single(
    `a duration such as 48h, 1h30m or P2D, ${range}`,
    (text) => {
      const ms = parseDuration(text)
      return ms !== null && ms >= least && ms <= most ? ms : undefined
    },
    async () => (await import('./mistakes/durations.ts')).ofDuration(least, most, unit),
  )
}

/** The longest window of a rate limit: a longer one would be a ban. */
const YEAR = 366 * 86_400_000

export const rate: ValueType<Rate> = single(
  'a rate such as 20 per 10 minutes, at most per 366 days',
  (text) => {
    const { points, per } = /^(?<points>\d{1,9}) per (?<per>.+)$/i.exec(text)?.groups ?? {}
    const ms = per === undefined ? null : (parseDuration(per) ?? parseDuration(`1 ${per}`))
    return points !== undefined && Number(points) > 0 && ms !== null && ms >= 1000 && ms <= YEAR
      ? { points: Number(points), per: ms }
      : undefined
  },
  async () => (await import('./mistakes/rates.ts')).ofRate(YEAR),
)

export const flag: ValueType<boolean> = single(
  'true or false',
  (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  async () => (await import('./mistakes/words.ts')).ofFlag,
)

/** `others`: words that people write for one of them, for the refusal. */
export function choice<const T extends string>(
  words: readonly T[],
  others: Readonly<Record<string, T>> = {},
): ValueType<T> {
  return single(
    `one of ${words.join(', ')}`,
    (text) => words.find((word) => word === text.toLowerCase()),
    async () => (await import('./mistakes/words.ts')).ofWords(words, others),
  )
}

export const color: ValueType<string> = single(
  'a color such as "#0b6e4f", in quotes',
  (text) => {
    const digits = /^#?(?<digits>[0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.groups?.['digits']
    if (digits === undefined) return undefined
    return `#${digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits}`.toLowerCase()
  },
  async () => (await import('./mistakes/colors.ts')).ofColor,
)

/** The first DateTimeFormat of a process takes 10 ms, so it is used only for uncommon zone names. */
export const timeZone: ValueType<string> = single(
  'a time zone such as Europe/Berlin',
  (text) =>
    text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text)
      ? text
      : unlessThrown(text, (zone) => new Intl.DateTimeFormat('en', { timeZone: zone })),
  async () => (await import('./mistakes/zones.ts')).ofTimeZone,
)

/** Matched like Accept-Language: `en-GB` means `en`. */
export const language: ValueType<string> = {
  get expected() {
    return `one of the languages ${readLanguages('newcomer').join(', ')}`
  },
  read(raw) {
    const text = typeof raw === 'string' ? raw.trim() : ''
    // Every command reads the default, and listing the languages would read a folder.
    return text === 'en' ? text : lookup(text, readLanguages('newcomer'))
  },
  mistakes: async () => (await import('./mistakes/languages.ts')).ofLanguage,
}

/** Anchored to match the whole text. The length is limited: very long patterns fail when first used. */
function readPattern(text: string): string | undefined {
  return text === '' || text.length > 1_000
    ? undefined
    : unlessThrown(`^(?:${text})$`, (whole) => new RegExp(whole, 'u'))
}

export const pattern: ValueType<string> = single(
  'a regular expression',
  (text) => {
    const whole = readPattern(text)
    return whole !== undefined && !isSlowPattern(whole) ? whole : undefined
  },
  async () => (await import('./mistakes/texts.ts')).ofPattern,
)

export const readableFile: ValueType<string> = single(
  'the path of a file that can be read here',
  (text, folder) => {
    const path = resolve(folder, text)
    return attempt(() => {
      accessSync(path, constants.R_OK)
      return statSync(path).isFile() ? path : undefined
    })
  },
  async () => (await import('./mistakes/files.ts')).ofFile(readFault),
)

function unlessThrown(text: string, check: (text: string) => unknown): string | undefined {
  return attempt(() => (check(text), text))
}

/** The result of `read`, or `undefined` if it throws. */
function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Trimmed, because Synapse also trims the file with its secret. */
export function secretText(least: number): ValueType<string> {
  const length = least > 1 ? ` of at least ${least} characters` : ''
  return single(
    `a secret${length} that isn't an example from a guide`,
    (text) => {
      const usable = text.length >= least && !/\p{Cc}/u.test(text)
      return usable && !isExample(text) && !isFilePath(text) ? text : undefined
    },
    async () => (await import('./mistakes/secrets.ts')).ofSecret(least),
  )
}
