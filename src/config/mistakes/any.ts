import type { Mistake } from '../option.ts'
import { partly, whole } from './mistake.ts'

/** Mistakes that any value can have: what was copied with it, or stands around it. */
export function ofAnyValue(text: string): Mistake[] {
  const found: (Mistake | false)[] = [
    ...INVISIBLE.flatMap(([signs, instead]) => {
      const [sign] = signs.exec(text) ?? []
      return sign === undefined
        ? []
        : partly(sign, 'is invisible', text.replaceAll(new RegExp(signs, 'gu'), instead).trim())
    }),
    QUOTED.test(text) && whole('has quotes around it', text.replace(QUOTED, '$1')),
    BRACKETED.test(text) && whole('has brackets around it', text.replace(BRACKETED, '$1')),
    COMMENTED.test(text) && whole('ends with a comment', text.replace(COMMENTED, '')),
    ENDED.test(text) && partly(text.slice(-1), 'is not part of it', text.replace(ENDED, '')),
    text.normalize('NFKC') !== text &&
      whole('has letters or digits that only look like ASCII', text.normalize('NFKC')),
  ]
  return found.filter((one) => one !== false)
}

const INVISIBLE: [RegExp, string][] = [
  [/\p{Cf}/u, ''],
  [/[\p{Zs}\u2028\u2029](?<! )/u, ' '],
]

const QUOTED = /^["'`“”‘’„«»](.*)["'`“”‘’„«»]$/s
const BRACKETED = /^[<(](.*)[>)]$/s
/** The environment files of Docker have no comments behind values. */
const COMMENTED = /\s+#\s.*$/s
const ENDED = /[,;.]+$/
