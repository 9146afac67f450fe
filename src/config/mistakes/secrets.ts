import type { Mistake } from '../option.ts'
import { isExample, isFilePath } from '../secret-slips.ts'
import { whole } from './mistake.ts'

// What these functions say never contains a character of the value.

/** Why a text can't be the secret. `least`: its minimum length. */
export function ofSecret(least: number) {
  return (text: string): Mistake | null => {
    if (isFilePath(text))
      return whole('is the path of a file: put _file behind the name of the option')
    if (/[\r\n]/.test(text)) return whole('has more than one line: keep only the secret itself')
    if (/\p{Cc}/u.test(text)) return whole('holds a control character')
    if (isExample(text)) return whole('is still an example from a guide, which everybody knows')
    return text.length < least ? whole(`is shorter than ${least} characters`) : null
  }
}
