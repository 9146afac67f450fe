import type { Refusal } from './refusal.ts'

/** The position of a setting: in a file or, if `file` is null, in the environment. */
export interface Place {
  file: string | null
  line: number | null
  /** The option's key or the variable's name; `null` for the file as a whole. */
  key: string | null
}

/** One error in the configuration. Never contains a secret. */
export interface ConfigProblem extends Place {
  /** The given value, ready to be shown; `null` for a secret and for a missing value. */
  value: string | null
  /** What is wrong, as the end of a sentence that begins with the key: `is missing`. */
  fault: string
  /** What would be valid, completing "expected …". */
  expected: string | null
  /** The name, or the value in quotes, that was probably meant. */
  meant: string | null
}

type Details = Partial<Pick<ConfigProblem, 'value' | 'expected' | 'meant'>>

export function problem(
  { file, line, key }: Place,
  fault: string,
  details: Details = {},
): ConfigProblem {
  return { file, line, key, value: null, fault, expected: null, meant: null, ...details }
}

/** An invalid value; `value` is null if it is not a single text. */
export function wrongValue(
  place: Place,
  value: string | null,
  expected: string,
  refusal: Refusal | null = null,
): ConfigProblem {
  const { part = null, why = null, meant = null } = refusal ?? {}
  if (value === null) return problem(place, "can't be used", { expected })
  if (value.trim() === '') return problem(place, 'is empty', { expected })
  const shown = showValue(value)
  const subject = part === null || part === value ? 'which' : `where ${showValue(part)}`
  return problem(place, `is ${shown}${why === null ? '' : `, ${subject} ${why}`}`, {
    value: shown,
    expected,
    meant: meant === null ? null : showWhole(meant),
  })
}

/**
 * The problem in one line: `latchkey.yaml:7: invites.default_expiry is "2 fortnights"; expected a
 * duration such as 48h`.
 */
export function describeProblem({
  file,
  line,
  key,
  fault,
  expected,
  meant,
}: ConfigProblem): string {
  const where = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `
  const what = key === null ? fault : `${showText(key)} ${fault}`
  if (meant !== null) return `${where}${what}; did you mean ${meant}?`
  return `${where}${what}${expected === null ? '' : `; expected ${expected}`}`
}

const MAX_SHOWN_LENGTH = 80

/** A value in quotes: cut, without credentials in URLs, control characters escaped. */
function showValue(value: string): string {
  return `"${showText(value.replace(/\/\/.*@/s, '//…@'))}"`
}

/** An invalid secret, of which no part and no correction is shown. `subject`: what holds it. */
export function wrongSecret(
  place: Place,
  subject: 'it' | 'the text of the file',
  expected: string,
  why: string | undefined,
): ConfigProblem {
  const fault = why === undefined ? "can't be used" : `can't be used: ${subject} ${why}`
  return problem(place, fault, { expected })
}

/** A corrected value in quotes, to be copied: not cut. */
function showWhole(value: string): string {
  return `"${escapeControls(value)}"`
}

/** Cuts a long text and escapes control characters. */
export function showText(text: string): string {
  return escapeControls(
    text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text,
  )
}

function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
