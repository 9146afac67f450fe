import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { readLanguages } from '../i18n/languages.ts'
import { lookup } from '../i18n/negotiate.ts'
import { isSlowPattern, PATTERN_LIMIT_MS, PROBE_LENGTH } from '../shared/pattern.ts'
import { formatDuration, parseDuration } from '../shared/time.ts'
import type { Rate } from '../model/config.ts'
import type { ValueType } from './option.ts'

/** A type whose value is one text. `read` receives it trimmed. */
export function single<T>(
  expected: string,
  read: (text: string, folder: string) => T | undefined,
): ValueType<T> {
  return {
    expected,
    read: (raw, folder) => (typeof raw === 'string' ? read(raw.trim(), folder) : undefined),
  }
}

/** A type whose value is a list of texts: a YAML list, or one text with commas. */
export function list<T>(
  expected: string,
  read: (item: string, folder: string) => T | undefined,
): ValueType<T[]> {
  return {
    expected,
    read(raw, folder) {
      const items = typeof raw === 'string' ? raw.split(',') : raw
      const texts = items.map((item) => item.trim()).filter((item) => item !== '')
      const values = texts.map((item) => read(item, folder))
      return values.every((value) => value !== undefined) ? values : undefined
    },
  }
}

/** Also accepts one word, which means `null`. */
export function orWord<T>(kind: ValueType<T>, word: string): ValueType<T | null> {
  return {
    expected: `${kind.expected}, or ${word}`,
    read: (raw, folder) =>
      typeof raw === 'string' && raw.trim().toLowerCase() === word ? null : kind.read(raw, folder),
  }
}

/** Also accepts the word `auto`, read as 0; assemble.ts replaces it when all values are known. */
export function orAuto(kind: ValueType<number>): ValueType<number> {
  return {
    expected: `${kind.expected}, or auto`,
    read: (raw, folder) => (raw === 'auto' ? 0 : kind.read(raw, folder)),
  }
}

export function line(longest: number): ValueType<string> {
  return single(`one line of at most ${longest} characters`, (text) =>
    text.length <= longest && !/\p{Cc}/u.test(text) ? text : undefined,
  )
}

export function paragraphs(longest: number): ValueType<string> {
  return single(`a text of at most ${longest} characters`, (text) =>
    text.length <= longest && !/[^\P{Cc}\n\r\t]/u.test(text) ? text : undefined,
  )
}

export function integer(least: number, most: number): ValueType<number> {
  return single(`a whole number from ${least} to ${most}`, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN
    return number >= least && number <= most ? number : undefined
  })
}

/** Permission bits of a file. */
export const fileMode = single('permission bits such as 0660', (text) =>
  /^0?o?[0-7]{3}$/.test(text) ? Number.parseInt(text.replace(/^0?o?/, ''), 8) : undefined,
)

/** The name of a group, or its number. */
export const group = single('the name of a group, or its number', (text) =>
  /^[\w.-]{1,32}$/.test(text) ? text : undefined,
)

/** Limits and value in milliseconds. */
export function duration(least: number, most: number): ValueType<number> {
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`
  return single(`a duration such as 48h, 1h30m or P2D, ${range}`, (text) => {
    const ms = parseDuration(text)
    return ms !== null && ms >= least && ms <= most ? ms : undefined
  })
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
)

export const flag: ValueType<boolean> = single('true or false', (text) =>
  /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined,
)

export function choice<const T extends string>(words: readonly T[]): ValueType<T> {
  return single(`one of ${words.join(', ')}`, (text) =>
    words.find((word) => word === text.toLowerCase()),
  )
}

export const color: ValueType<string> = single('a color such as "#0b6e4f", in quotes', (text) => {
  const digits = /^#?(?<digits>[0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.groups?.['digits']
  if (digits === undefined) return undefined
  return `#${digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits}`.toLowerCase()
})

/** The first DateTimeFormat of a process takes 10 ms, so it is used only for uncommon zone names. */
export const timeZone: ValueType<string> = single('a time zone such as Europe/Berlin', (text) =>
  text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text)
    ? text
    : unlessThrown(text, (zone) => new Intl.DateTimeFormat('en', { timeZone: zone })),
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
}

/** Anchored to match the whole text. The length is limited: very long patterns fail when first used. */
function readPattern(text: string): string | undefined {
  return text === '' || text.length > 1_000
    ? undefined
    : unlessThrown(`^(?:${text})$`, (whole) => new RegExp(whole, 'u'))
}

const SLOW = `takes longer than ${PATTERN_LIMIT_MS} ms for a name of ${PROBE_LENGTH} characters`

export const pattern: ValueType<string> = {
  ...single('a regular expression', (text) => {
    const whole = readPattern(text)
    return whole !== undefined && !isSlowPattern(whole) ? whole : undefined
  }),
  why: (raw) => (typeof raw === 'string' && readPattern(raw.trim()) !== undefined ? SLOW : null),
}

export const readableFile: ValueType<string> = single(
  'the path of a file that can be read here',
  (text, folder) => {
    const path = resolve(folder, text)
    return attempt(() => {
      accessSync(path, constants.R_OK)
      return statSync(path).isFile() ? path : undefined
    })
  },
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

/** Placeholders from guides and sample files: only these words, or one repeated character. */
const EXAMPLE =
  /^(change|replace|your|insert|enter|example|sample|dummy|please|me|this|here|my|very|top|super|long|random|string|registration|shared|admin|api|matrix|synapse|homeserver|server|secret|secure|password|token|key|latchkey)+\d*$|^(.)\2*$/i

/** Trimmed, because Synapse also trims the file with its secret. */
export function secretText(least: number): ValueType<string> {
  const length = least > 1 ? ` of at least ${least} characters` : ''
  return single(`a secret${length} that isn't an example from a guide`, (text) => {
    const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, '')
    const usable = text.length >= least && !/\p{Cc}/u.test(text)
    return usable && letters !== '' && !EXAMPLE.test(letters) ? text : undefined
  })
}
