import { readMessages, type Messages } from '../i18n/catalogue.ts'
import { readLanguages } from '../i18n/languages.ts'
import { lookup } from '../i18n/negotiate.ts'
import type { MailKind, MailWords } from '../model/mail.ts'

/** A language of the mails, and how it is written. */
export interface MailLanguage {
  tag: string
  dir: 'ltr' | 'rtl'
  name: string
}

/** The nearest language that mails are written in. */
export function mailLanguage(wanted: string, usual: string): MailLanguage {
  const all = readLanguages('mail')
  const tag = lookup(wanted, all) ?? lookup(usual, all) ?? 'en'
  const messages = readMessages('mail', tag)
  const dir = messages['language.dir'] === 'rtl' ? 'rtl' : 'ltr'
  return { tag, dir, name: messages['language.name'] ?? tag }
}

/** The text that Latchkey brings; in English where the language lacks it. */
export function ourWords(kind: MailKind, tag: string): MailWords {
  const said = readMessages('mail', tag)
  const english = readMessages('mail', 'en')
  const find = (part: keyof MailWords) => {
    const key: keyof Messages<'mail'> = `${kind}.${part}`
    return said[key] ?? english[key] ?? ''
  }
  return { subject: find('subject'), body: find('body') }
}

/** All languages that mails are written in. */
export function mailLanguages(): MailLanguage[] {
  return readLanguages('mail').map((tag) => mailLanguage(tag, tag))
}
