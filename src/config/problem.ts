/** Where something was written: in a file, or (with `file` null) in the environment. */
export interface Place {
  file: string | null
  line: number | null
  /** The option's key, the variable's name, or `null` for the file as a whole. */
  key: string | null
}

/** One thing that has to change before the configuration can be used. Never holds a secret. */
export interface ConfigProblem extends Place {
  /** What was written, fit to be shown; `null` for a secret and where nothing was. */
  value: string | null
  /** What is the matter, as the end of a sentence that begins with the key: `is missing`. */
  fault: string
  /** What would be right, as the end of "expected …". */
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

/** A value that can't be taken; a secret one isn't shown. `why` ends a sentence after "which". */
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

const LONGEST_SHOWN = 80

/** A value in quotes: short, without the password of an address, harmless on a terminal. */
function showValue(value: string): string {
  return `"${showText(value.replace(/\/\/.*@/s, '//…@'))}"`
}

/** A text that is short and harmless on a terminal. */
export function showText(text: string): string {
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return short.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
