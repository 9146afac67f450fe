import type { Question } from '../model/request.ts'
import type { ValueType } from './option.ts'

const most = 20

/** The end of a question that needn't be answered. */
const optional = /\s*\(optional\)$/i

/** The options at the end of a question: `[Choir | Garden]`. */
const choice = /\s*\[(?<options>[^\][]*)\]$/

/** The questions of the operator: a YAML list, or one text with a question a line. */
export const questions: ValueType<Question[]> = {
  expected: `at most ${most} questions of at most 300 characters, such as "Which group? [Choir | Garden] (optional)"`,
  mistakes: async () => (await import('./mistakes/questions.ts')).ofQuestions,
  read(raw) {
    const lines = (typeof raw === 'string' ? raw.split('\n') : raw)
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const read = lines.map(readQuestion)
    return read.length <= most && read.every((one) => one !== undefined) ? read : undefined
  },
}

/** `Which group? [Choir | Garden] (optional)`; undefined if it makes no sense. */
export function readQuestion(line: string): Question | undefined {
  const whole = line.replace(optional, '')
  const text = whole.replace(choice, '')
  const listed = choice.exec(whole)?.groups?.['options']
  const options = listed?.split('|').map((one) => one.trim()) ?? null
  if (line.length > 300 || /\p{Cc}/u.test(line) || text === '') return undefined
  if (options && (options.length < 2 || options.includes(''))) return undefined
  if (options && new Set(options).size < options.length) return undefined
  return { text, options, isOptional: optional.test(line) }
}
