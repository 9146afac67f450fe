import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { catalogue, languages, openCatalogue, readMessages } from './catalogue.ts'

/** Words that really are the same in English. */
const same: Record<string, string[]> = {
  de: ['account.name', 'handOff.server'],
  it: ['account.password', 'handOff.server', 'handOff.password'],
  nl: ['handOff.server'],
  sv: ['handOff.server'],
}

const english = readMessages('en')
const others = languages.filter((tag) => tag !== 'en')

interface Shape {
  /** Names of values and markup, and the categories told apart where a number is said. */
  names: Set<string>
  plurals: string[][]
}

/** Whether a plural says its number: only then the words beside it must agree with it. */
const countsAloud = (options: unknown): options is object =>
  Object.values(Object(options)).some((option) =>
    Object(option).value.some((node: object) => Object(node).type === 7),
  )

/** What a message asks for, found by walking its syntax tree. */
const shapeOf = (message: string): Shape => {
  const shape: Shape = { names: new Set(), plurals: [] }
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const isNamed = 'type' in node && node.type !== 0 && 'value' in node
    if (isNamed && typeof node.value === 'string') shape.names.add(node.value)
    if ('options' in node && countsAloud(node.options)) {
      shape.plurals.push(Object.keys(node.options))
    }
    Object.values(node).forEach(walk)
  }
  walk(new IntlMessageFormat(message, 'en').getAst())
  return shape
}

/** Categories that whole numbers up to a thousand have in a language. */
const categoriesOf = (tag: string): string[] => {
  const rules = new Intl.PluralRules(tag)
  return [...new Set(Array.from({ length: 1000 }, (_, number) => rules.select(number)))]
}

describe('the messages', () => {
  for (const tag of others) {
    const messages = readMessages(tag)

    test(`${tag} has every message that English has, in the same order, and no other`, () => {
      assert.deepEqual(Object.keys(messages), Object.keys(english))
    })

    test(`${tag} uses the same values and markup as English, and all its plurals`, () => {
      const needed = categoriesOf(tag)
      for (const [key, message] of Object.entries(messages)) {
        const shape = shapeOf(message)
        assert.deepEqual(shape.names, shapeOf(Object(english)[key]).names, key)
        for (const plural of shape.plurals) {
          const lacking = needed.filter((category) => !plural.includes(category))
          assert.deepEqual(lacking, [], key)
        }
      }
    })

    test(`${tag} leaves nothing in English but what is on the list`, () => {
      const left = Object.entries(messages).filter(
        ([key, message]) => key !== 'language.dir' && message === Object(english)[key],
      )
      assert.deepEqual(
        left.map(([key]) => key),
        same[tag] ?? [],
      )
    })
  }

  test('the full name of the reveal button contains what is written on it, in every language', () => {
    for (const tag of languages) {
      const { t } = catalogue(tag)
      assert.ok(t('account.reveal').toLowerCase().includes(t('account.show').toLowerCase()), tag)
      assert.ok(t('account.conceal').toLowerCase().includes(t('account.hide').toLowerCase()), tag)
    }
  })

  test('newcomers meet no word of the trade', () => {
    const trade = /\btoken|homeserver|MXID|federat/i
    for (const tag of languages) {
      for (const message of Object.values(readMessages(tag))) assert.doesNotMatch(message, trade)
    }
  })
})

test('a message that a language lacks is said in English, with English plurals', () => {
  const { t } = openCatalogue('ar', { 'copy.action': 'نسخ' })
  assert.equal(t('copy.action'), 'نسخ')
  assert.equal(t('error.summary', { count: 3 }), '3 things need another look')
})

test('a message without values is said as the formatter would say it', () => {
  for (const tag of languages) {
    const messages = readMessages(tag)
    for (const key of Object.keys(english) as (keyof typeof messages)[]) {
      const message = messages[key] ?? ''
      if (/[{<]/.test(message)) continue
      assert.equal(catalogue(tag).t(key), new IntlMessageFormat(message, tag).format(), key)
    }
  }
})

test('English comes first among the languages', () => {
  assert.equal(languages[0], 'en')
})

test('markup is put where the sentence wants it, and text stays text', () => {
  const parts = catalogue('de').rich<{ bold: unknown }>('handOff.signIn', {
    b: (inner) => ({ bold: inner }),
  })
  assert.deepEqual(parts.slice(0, 2), ['Wähle ', { bold: ['Anmelden'] }])
})
