import type { FindMistake } from '../option.ts'
import { readQuestion } from '../questions.ts'
import { partly, whole } from './mistake.ts'

/** Which question makes no sense, and why. */
export const ofQuestions: FindMistake = (text) => {
  const lines = text.split('\n').map((line) => line.trim())
  const wrong = lines.find((line) => line !== '' && readQuestion(line) === undefined)
  if (wrong === undefined) return whole('are too many questions')
  if (wrong.length > 300) return partly(wrong, 'is too long')
  if (/^[[(]/.test(wrong)) return partly(wrong, 'has no question before the brackets')
  return partly(wrong, 'needs two different options between the brackets, separated by |')
}
