import { ofAnyValue } from './mistakes/any.ts'
import type { Mistake, Raw, Surroundings, ValueType } from './option.ts'

/** Why a value is refused. */
export interface Refusal {
  /** The part that is wrong; null: the value as a whole. */
  part: string | null
  /** Says it of that part, without the value itself. */
  why: string
  /** A corrected value that the type takes; null if none is known. */
  meant: string | null
}

/** A value may need several corrections: quotes away, then a scheme in front. */
const MAX_CORRECTIONS = 4

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

/** A longer text is no correction that somebody reads. */
const MAX_LENGTH = 500

/** Why `type` refuses a value, and what was probably meant; null if nobody knows. */
export async function explainRefusal(
  type: ValueType<unknown>,
  raw: Raw,
  around: Surroundings,
): Promise<Refusal | null> {
  const find = await type.mistakes?.()
  const text = typeof raw === 'string' ? raw.trim() : raw.map((item) => item.trim()).join(', ')
  const isValid = (one: string) => type.read(one, around.folder) !== undefined
  if (text === '') return { part: null, why: 'is empty', meant: null }
  if (typeof raw !== 'string' && isValid(text)) {
    return { part: null, why: 'is a list', meant: text }
  }
  const special = (one: string) => (one === '' ? null : (find?.(one, around) ?? null))
  const correct = ({ meant }: Mistake, left: number): string | null => {
    for (const one of meant.filter(({ length }) => length <= MAX_LENGTH)) {
      // An invisible character could not be typed from what is shown.
      if (isValid(one) && !INVISIBLE.test(one)) return one
      const mistakes = left > 1 ? [...ofAnyValue(one), special(one)] : []
      for (const next of mistakes) {
        const found = next && correct(next, left - 1)
        if (found) return found
      }
    }
    return null
  }
  const corrected = (mistake: Mistake) => ({
    ...mistake,
    meant: correct(mistake, MAX_CORRECTIONS),
  })
  // What stands around a value is the reason only if the value is right without it.
  const surplus = ofAnyValue(text).map(corrected)
  const found = special(text)
  return surplus.find(({ meant }) => meant !== null) ?? (found && corrected(found))
}
