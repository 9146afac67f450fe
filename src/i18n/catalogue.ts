import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import newcomer from './messages/newcomer/en.json' with { type: 'json' }
import { memoize } from '../shared/memoize.ts'
import { readLanguages, type Audience } from './languages.ts'

/** English is complete for each audience. Other languages fall back to it per message. */
const english = { newcomer }

export type MessageKey<A extends Audience = 'newcomer'> = keyof (typeof english)[A]
export type Messages<A extends Audience = 'newcomer'> = Partial<Record<MessageKey<A>, string>>
type Values = Record<string, string | number>
type RichValues<T> = Record<string, string | number | T | ((inner: (string | T)[]) => T)>

/** All messages to one audience, in one language. */
export interface Catalogue {
  tag: string
  dir: 'ltr' | 'rtl'
  /** The language's own name. */
  name: string
  t: (key: MessageKey, values?: Values) => string
  /** Like `t`, for a message with markup (T): the parts in reading order. */
  rich: <T>(key: MessageKey, values: RichValues<T>) => (string | T)[]
}

// The default implementation enumerates the locales that Node knows, which loads their data: 10 ms.
IntlMessageFormat.resolveLocale = (tag) => new Intl.Locale(String(tag))

/** Languages of the pages. */
export const languages = readLanguages('newcomer')

/** The messages in the file of one language. */
export const readMessages = <A extends Audience>(audience: A, tag: string): Messages<A> =>
  JSON.parse(readFileSync(new URL(`./messages/${audience}/${tag}.json`, import.meta.url), 'utf8'))

/** Plain text without ICU syntax: returned as is, without loading intl-messageformat's data. */
const plain = (message: string): string | undefined =>
  /[{}<>'#]/.test(message) ? undefined : message

/** A catalogue of these messages; missing ones are in English. */
export const openCatalogue = (tag: string, messages: Messages): Catalogue => {
  const en = english.newcomer
  const format = memoize(
    (key: MessageKey) =>
      new IntlMessageFormat(messages[key] ?? en[key], messages[key] === undefined ? 'en' : tag),
    (key) => key,
  )
  return {
    tag,
    dir: messages['language.dir'] === 'rtl' ? 'rtl' : 'ltr',
    name: messages['language.name'] ?? tag,
    t: memoize(
      (key, values) => plain(messages[key] ?? en[key]) ?? String(format(key).format(values)),
      (key, values) => (values === undefined ? key : key + JSON.stringify(values)),
    ),
    rich: <T>(key: MessageKey, values: RichValues<T>) => {
      const parts = format(key).format<T>(values)
      return Array.isArray(parts) ? parts : [parts]
    },
  }
}

/** The catalogue of an audience in one of its languages, read and compiled at first use. */
export const catalogue = memoize(
  (audience: Audience, tag: string): Catalogue => openCatalogue(tag, readMessages(audience, tag)),
  (audience, tag) => `${audience}/${tag}`,
)
