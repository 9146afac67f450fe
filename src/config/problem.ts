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
  /** The name that was probably meant. */
  closest: string | null
}

type Details = Partial<Pick<ConfigProblem, 'value' | 'expected' | 'closest'>>

export function problem(
  { file, line, key }: Place,
  fault: string,
  details: Details = {},
): ConfigProblem {
  return { file, line, key, value: null, fault, expected: null, closest: null, ...details }
}

/** An invalid value; `value` is null for a secret. `why` completes a sentence after "which". */
export function wrongValue(
  place: Place,
  value: string | null,
  expected: string,
  why: string | null = null,
): ConfigProblem {
  const what = value === null ? "can't be used" : `is ${showValue(value)}`
  const fault = why === null || value === null ? what : `${what}, which ${why}`
  return problem(place, fault, { value: value === null ? null : showValue(value), expected })
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
  closest,
}: ConfigProblem): string {
  const where = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `
  const what = key === null ? fault : `${showText(key)} ${fault}`
  const wanted = expected === null ? '' : `; expected ${expected}`
  return `${where}${what}${wanted}${closest === null ? '' : `; did you mean ${closest}?`}`
}

const MAX_SHOWN_LENGTH = 80

/** A value in quotes: cut, without credentials in URLs, control characters escaped. */
function showValue(value: string): string {
  return `"${showText(value.replace(/\/\/.*@/s, '//…@'))}"`
}

/** Cuts a long text and escapes control characters. */
export function showText(text: string): string {
  const short = text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text
  return short.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
