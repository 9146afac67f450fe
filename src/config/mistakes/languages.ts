import { readLanguages } from '../../i18n/languages.ts'
import type { FindMistake } from '../option.ts'
import { whole } from './mistake.ts'
import { likely } from './words.ts'

/** The code of a language is expected, and its name or a locale given. */
export const ofLanguage: FindMistake = (text) => {
  const languages = readLanguages('newcomer')
  const plain = text.replace(/[.@].*$/, '').replaceAll('_', '-')
  if (plain !== text) return whole('is a locale of the operating system', plain)
  const names = languages.flatMap((code) =>
    ['en', code].map((inLanguage) => [nameOf(code, inLanguage), code] as const),
  )
  const meant = likely(text.toLowerCase(), new Map(names))
  return /^[a-z]{2,3}(-|$)/i.test(text) && meant.length === 0
    ? whole('has no translation here')
    : whole('is no code of a language', ...meant)
}

function nameOf(code: string, inLanguage: string): string {
  const names = new Intl.DisplayNames([inLanguage], { type: 'language' })
  return (names.of(code) ?? code).toLowerCase()
}
