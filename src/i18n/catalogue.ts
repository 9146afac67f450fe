import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import en from './messages/en.json' with { type: 'json' }
import { remember } from '../shared/memoize.ts'
import { readLanguages } from './languages.ts'

export type MessageKey = keyof typeof en
export type Messages = Partial<Record<MessageKey, string>>
type Values = Record<string, string | number>
type RichValues<T> = Record<string, string | number | T | ((inner: (string | T)[]) => T)>

/** Everything that is said to people, in one language. */
export interface Catalogue {
  tag: string
  dir: 'ltr' | 'rtl'
  /** The language's own name. */
  name: string
  t: (key: MessageKey, values?: Values) => string
  /** As `t`, for a sentence with markup (T) in it: text and markup in turn, as they are read. */
  rich: <T>(key: MessageKey, values: RichValues<T>) => (string | T)[]
}

// By itself it asks which languages Node knows, and then Node loads what it has of all: 10 ms.
IntlMessageFormat.resolveLocale = (tag) => new Intl.Locale(String(tag))

const folder = new URL('./messages/', import.meta.url)

export const languages = readLanguages()

/** The messages of one language as they stand in its file. */
export const readMessages = (tag: string): Messages =>
  JSON.parse(readFileSync(new URL(`${tag}.json`, folder), 'utf8'))

/** A message that says itself. Most do, and need none of what the others make Node load. */
const plain = (message: string): string | undefined =>
  /[{}<>'#]/.test(message) ? undefined : message

/** A catalogue over some messages; what is missing there is said in English. */
export const openCatalogue = (tag: string, messages: Messages): Catalogue => {
  const format = remember(
    (key: MessageKey) =>
      new IntlMessageFormat(messages[key] ?? en[key], messages[key] === undefined ? 'en' : tag),
    (key) => key,
  )
  return {
    tag,
    dir: messages['language.dir'] === 'rtl' ? 'rtl' : 'ltr',
    name: messages['language.name'] ?? tag,
    t: remember(
      (key, values) => plain(messages[key] ?? en[key]) ?? String(format(key).format(values)),
      (key, values) => (values === undefined ? key : key + JSON.stringify(values)),
    ),
    rich: <T>(key: MessageKey, values: RichValues<T>) => {
      const said = format(key).format<T>(values)
      return Array.isArray(said) ? said : [said]
    },
  }
}

/** The catalogue of one of `languages`, read and compiled when it is first asked for. */
export const catalogue = remember(
  (tag: string): Catalogue => openCatalogue(tag, readMessages(tag)),
  (tag) => tag,
)
