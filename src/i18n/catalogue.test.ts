import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { catalogue, languages, openCatalogue, readMessages } from './catalogue.ts'

/** Messages that are the same in English. */
const same: Record<string, string[]> = {
  de: ['account.name', 'handOff.server'],
  it: ['account.password', 'handOff.server', 'handOff.password'],
  nl: ['handOff.server'],
  sv: ['handOff.server'],
}

const english = readMessages('newcomer', 'en')
const others = languages.filter((tag) => tag !== 'en')

describe('the messages', () => {
  for (const tag of others) {
    const messages = readMessages('newcomer', tag)

    test(`${tag} has no English messages except those on the list`, () => {
      const left = Object.entries(messages).filter(
        ([key, message]) => key !== 'language.dir' && message === Object(english)[key],
      )
      assert.deepEqual(
        left.map(([key]) => key),
        same[tag] ?? [],
      )
    })
  }

  test('the accessible name of the reveal button contains its visible text, in every language', () => {
    for (const tag of languages) {
      const { t } = catalogue('newcomer', tag)
      for (const [name, text] of [
        ['account.reveal', 'account.show'],
        ['account.conceal', 'account.hide'],
      ] as const) {
        const isPart = t(name).toLowerCase().includes(t(text).toLowerCase())
        assert.ok(isPart, `${tag}.json: ${name} has to contain ${text}; translate both`)
      }
    }
  })

  test('messages to newcomers avoid technical terms', () => {
    const jargon = /\btoken|homeserver|MXID|federat/i
    for (const tag of languages) {
      for (const message of Object.values(readMessages('newcomer', tag)))
        assert.doesNotMatch(message, jargon)
    }
  })
})

test('a message that a language lacks is shown in English, with English plurals', () => {
  const { t } = openCatalogue('newcomer', 'ar', { 'copy.action': 'نسخ' })
  assert.equal(t('copy.action'), 'نسخ')
  assert.equal(t('error.summary', { count: 3 }), 'Please correct 3 things')
})

test('a message without values reads as the formatter would give it', () => {
  for (const tag of languages) {
    const messages = readMessages('newcomer', tag)
    for (const key of Object.keys(english) as (keyof typeof messages)[]) {
      const message = messages[key]
      if (message === undefined || /[{<]/.test(message)) continue
      assert.equal(
        catalogue('newcomer', tag).t(key),
        new IntlMessageFormat(message, tag).format(),
        key,
      )
    }
  }
})

test('English comes first among the languages', () => {
  assert.equal(languages[0], 'en')
})

test('markup appears where the message places it, and text stays text', () => {
  const parts = catalogue('newcomer', 'de').rich<{ bold: unknown }>('handOff.signIn', {
    b: (inner) => ({ bold: inner }),
  })
  assert.deepEqual(parts.slice(0, 2), ['Wähle ', { bold: ['Anmelden'] }])
})
