import type { FindMistake, Mistake } from '../option.ts'
import { PATTERN_LIMIT_MS, PROBE_LENGTH } from '../../shared/pattern.ts'
import { partly, whole } from './mistake.ts'

/** Why a text can't be shown: too long, or with control characters. `isLine`: line breaks are some. */
export function ofText(longest: number, isLine: boolean): FindMistake {
  return (text) => {
    const broken = text.replaceAll(/\s*[\r\n]+\s*/g, ' ')
    if (isLine && broken !== text) return whole('has more than one line', broken)
    const [control] = /[^\P{Cc}\n\r\t]/u.exec(text) ?? (isLine ? /\p{Cc}/u.exec(text) : null) ?? []
    if (control !== undefined) {
      return partly(control, 'is a control character', text.replaceAll(/[^\P{Cc}\n\r]/gu, ''))
    }
    return whole(`has ${text.length} characters, more than ${longest}`)
  }
}

/** Why a text is no regular expression that can be used. */
export const ofPattern: FindMistake = (text) => {
  if (text.length > 1_000) return whole('has more than 1,000 characters')
  const why = syntaxFault(text)
  if (why === null) {
    return whole(
      `takes longer than ${PATTERN_LIMIT_MS} ms for a name of ${PROBE_LENGTH} characters`,
    )
  }
  const plain = text
    .replaceAll(/\\(?=[-_@=#%&~'":;,<>!`])/g, '')
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\[:(\w+):\]/g, posix)
  const fault = `is no regular expression (${why})`
  return plain === text ? whole(fault) : whole(fault, plain)
}

const POSIX = new Map(
  Object.entries({
    alpha: 'a-zA-Z',
    alnum: 'a-zA-Z0-9',
    digit: '0-9',
    lower: 'a-z',
    upper: 'A-Z',
  }),
)

function posix(written: string, name: string): string {
  return POSIX.get(name) ?? written
}

/** The reason alone: the message of the engine contains the pattern. */
function syntaxFault(text: string): string | null {
  try {
    for (const source of [text, `^(?:${text})$`]) RegExp(source, 'u')
    return null
  } catch (error) {
    return (error as Error).message.replace(/^.*\/u: /s, '').toLowerCase()
  }
}

/** Why a text is no identifier. */
export const ofIdentifier: FindMistake = (text) =>
  /\s/.test(text)
    ? whole('holds a space', text.replaceAll(/\s+/g, ''))
    : whole('is too long or holds a control character')

/** Why a text is no name of a group. */
export function ofGroup(text: string): Mistake | null {
  const [strange] = /[^\w.-]/.exec(text) ?? []
  if (strange === undefined) return whole('is longer than 32 characters')
  return partly(strange, "can't be part of a group's name", text.replaceAll(/[^\w.-]+/g, '-'))
}
