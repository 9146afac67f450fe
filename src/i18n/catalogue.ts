import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import newcomer from './messages/newcomer/en.json' with { type: 'json' }
import type mail from './messages/mail/en.json'
import type operator from './messages/operator/en.json'
import { memoize } from '../shared/memoize.ts'
import { readLanguages, type Audience } from './languages.ts'

interface English {
  newcomer: typeof newcomer
  operator: typeof operator
  mail: typeof mail
}

export type MessageKey<A extends Audience = 'newcomer'> = keyof English[A] & string
export type Messages<A extends Audience = 'newcomer'> = Partial<Record<MessageKey<A>, string>>
type Values = Record<string, string | number>
type RichValues<T> = Record<string, string | number | T | ((inner: (string | T)[]) => T)>

/** All messages to one audience, in one language. */
export interface Catalogue<A extends Audience = 'newcomer'> {
  tag: string
  dir: 'ltr' | 'rtl'
  /** The language's own name. */
  name: string
  t: (key: MessageKey<A>, values?: Values) => string
  /** Like `t`, for a message with markup (T): the parts in reading order. */
  rich: <T>(key: MessageKey<A>, values: RichValues<T>) => (string | T)[]
}

// The default implementation enumerates the locales that Node knows, which loads their data: 10 ms.
IntlMessageFormat.resolveLocale = (tag) => new Intl.Locale(String(tag))

/** Languages of the pages for newcomers. */
export const languages = readLanguages('newcomer')

/** The messages in the file of one language. */
export const readMessages = <A extends Audience>(audience: A, tag: string): Messages<A> =>
  JSON.parse(readFileSync(new URL(`./messages/${audience}/${tag}.json`, import.meta.url), 'utf8'))

/** English is complete for each audience. Only newcomers' messages are needed at every start. */
const englishOf = memoize(
  (audience: Audience): Messages<Audience> =>
    audience === 'newcomer' ? newcomer : readMessages(audience, 'en'),
  (audience) => audience,
)

/** Plain text without ICU syntax: returned as is, without loading intl-messageformat's data. */
const plain = (message: string): string | undefined =>
  /[{}<>'#]/.test(message) ? undefined : message

/** English within text of the other direction (Unicode Bidirectional Algorithm, section 2.4). */
const [isolate, end] = ['\u2066', '\u2069']

/** A catalogue of these messages; missing ones are in English. */
export const openCatalogue = <A extends Audience>(
  audience: A,
  tag: string,
  messages: Messages<A>,
): Catalogue<A> => {
  const given: Partial<Record<string, string>> = messages
  const english: Partial<Record<string, string>> = englishOf(audience)
  const isRtl = given['language.dir'] === 'rtl'
  const isForeign = (key: string) => isRtl && given[key] === undefined
  const textOf = (key: string) => given[key] ?? english[key] ?? key
  const format = memoize(
    (key: string) => new IntlMessageFormat(textOf(key), given[key] === undefined ? 'en' : tag),
    (key) => key,
  )
  const say = (key: string, values?: Values) =>
    plain(textOf(key)) ?? String(format(key).format(values))
  return {
    tag,
    dir: isRtl ? 'rtl' : 'ltr',
    name: given['language.name'] ?? tag,
    t: memoize(
      (key, values) => (isForeign(key) ? isolate + say(key, values) + end : say(key, values)),
      (key, values) => (values === undefined ? key : key + JSON.stringify(values)),
    ),
    rich: <T>(key: string, values: RichValues<T>) => {
      const parts = [format(key).format<T>(values)].flat() as (string | T)[]
      return isForeign(key) ? [isolate, ...parts, end] : parts
    },
  }
}

const opened = new Map<string, unknown>()

/** The catalogue of an audience in one of its languages, read and compiled at first use. */
export const catalogue = <A extends Audience>(audience: A, tag: string): Catalogue<A> => {
  const key = `${audience}/${tag}`
  const known = opened.get(key) as Catalogue<A> | undefined
  const made = known ?? openCatalogue(audience, tag, readMessages(audience, tag))
  opened.set(key, made)
  return made
}
