import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { nameFault } from '../../src/core/redemption/name-fault.ts'
import { type NameRules, readName } from '../../src/core/redemption/name-rules.ts'
import { holds, textLike } from '../fuzz/kit.ts'

const server = 'garden.example'
const rules: NameRules = {
  minLength: 2,
  maxLength: 64,
  reserved: ['admin'],
  fits: null,
  place: 'garden',
}
const pattern = /^[a-z]+[.][a-z]+$/
const matches = (name: string) => pattern.test(name)

/** The code, the part and the offered name for what somebody types. */
const judge = async (typed: string, changes: Partial<NameRules> = {}) => {
  const fault = await nameFault({ ...rules, ...changes }, readName(typed, server))
  return fault && [fault.code, fault.part ?? '', fault.offer ?? '']
}

/** Checks each text: `[code, part, offer]`, or null where it is a name. */
async function judges(
  cases: Record<string, readonly string[] | null>,
  changes: Partial<NameRules> = {},
) {
  for (const [typed, expected] of Object.entries(cases)) {
    assert.deepEqual(await judge(typed, changes), expected, typed)
  }
}

describe('a refused name is told by the part that is wrong, and the rest is offered', () => {
  test('our own address, capitals and spaces around a name are no fault', () =>
    judges({
      ana: null,
      Ana: null,
      '@ana': null,
      ' @Ana:Garden.example\n': null,
      'a.b_c=d/e+f-g': null,
    }))

  test('an address: the part behind the name', () =>
    judges({
      'ana@mail.example': ['name_part', '@mail.example', 'ana'],
      'Ana <Ana.Maria@mail.example>': ['name_part', '@mail.example', 'ana.maria'],
      '@ana@social.example': ['name_part', '@social.example', 'ana'],
      '@ana:other.example': ['name_part', ':other.example', 'ana'],
      'ana:other.example:8448': ['name_part', ':other.example:8448', 'ana'],
      'jörg@mail.example': ['name_part', '@mail.example', 'jorg'],
    }))

  test('a link: all of it, and a name only from the link of a person', () =>
    judges({
      'https://matrix.to/#/@Ana:other.example': ['name_link', '', 'ana'],
      'https://matrix.to/#/%40ana%3Agarden.example': ['name_link', '', 'ana'],
      'https://app.element.io/#/user/@ana:other.example': ['name_link', '', 'ana'],
      'https://social.example/@ana?x=1': ['name_link', '', 'ana'],
      'matrix:u/ana:other.example?action=chat': ['name_link', '', 'ana'],
      'mailto:ana@mail.example': ['name_link', '', 'ana'],
      'https://chat.example/i/k7wq-3mhd-x9tp-4cva': ['name_link', '', ''],
      'chat.example/i/k7wq-3mhd-x9tp-4cva': ['name_link', '', ''],
      'www.ana.example': ['name_link', '', ''],
    }))

  test('spaces', () =>
    judges({
      'Ana Maria': ['name_spaces', '', 'ana.maria'],
      'ana\u00a0\u2003 maria': ['name_spaces', '', 'ana.maria'],
      'ana\tmaria lopez': ['name_spaces', '', 'ana.maria.lopez'],
    }))

  test('characters that no name has', () =>
    judges({
      'Zoë!': ['name_characters', 'ë!', 'zoe'],
      'Jörg Müßig': ['name_characters', 'ö üß', 'jorg.mussig'],
      'O’Brien': ['name_characters', '’', 'obrien'],
      '😀': ['name_characters', '😀', ''],
      '½ 王': ['name_characters', '½ 王', 'wang'],
      'ana😀': ['name_characters', '😀', 'ana'],
      '👩🏽‍🌾ana': ['name_characters', '👩🏽‍🌾', 'ana'],
      anaМария: ['name_characters', 'мария', 'anamariya'],
      Анна: ['name_characters', 'анна', 'anna'],
      محمد: ['name_characters', 'محمد', 'mhmd'],
      王小明: ['name_characters', '王小明', 'wangxiaoming'],
      ａｎａ: ['name_characters', 'ａｎａ', 'ana'],
      'ana:': ['name_characters', ':', 'ana'],
    }))

  test('characters that nobody sees', () =>
    judges({
      'an\u200ba': ['name_invisible', '', 'ana'],
      'an\ufeffa': ['name_invisible', '', 'ana'],
      '\u202aana\u202c': ['name_invisible', '', 'ana'],
      'ana\u2800': ['name_invisible', '', 'ana'],
      'ana\0': ['name_invisible', '', 'ana'],
      '\u3164': ['name_invisible', '', ''],
    }))

  test('an underscore in front', () =>
    judges({
      _ana: ['name_underscore', '_', 'ana'],
      __ana_: ['name_underscore', '_', 'ana_'],
      ___: ['name_underscore', '_', ''],
    }))

  test('a number; one that may be a phone number is not offered', () =>
    judges({
      '1984': ['name_is_number', '', '1984.garden'],
      '+49 170 1234567': ['name_is_number', '', ''],
      '+491701234567': ['name_is_number', '', ''],
      '(030) 123 4567': ['name_is_number', '', ''],
      '0170/1234567': ['name_is_number', '', ''],
      '٠١٧٠١٢٣٤٥٦٧': ['name_is_number', '', ''],
      '2-2': null,
      ana1984: null,
    }))

  test('too short, too long, reserved, another pattern', async () => {
    await judges({
      a: ['name_too_short', '', ''],
      admin: ['name_reserved', '', ''],
      '': ['name_missing', '', ''],
    })
    await judges({ 'admin@mail.example': ['name_part', '@mail.example', 'admin.garden'] })
    const fault = await nameFault(rules, 'ab.'.repeat(23))
    assert.deepEqual(fault, {
      code: 'name_too_long',
      max: 64,
      over: 5,
      offer: 'ab.'.repeat(21) + 'a',
    })
    const changes = { fits: matches }
    await judges({ ana: ['name_pattern', '', ''], 'ana.maria': null }, changes)
    await judges({ 'Ana Maria': ['name_spaces', '', 'ana.maria'] }, changes)
    await judges({ 'ana@mail.example': ['name_part', '@mail.example', 'ana.garden'] }, changes)
    await judges({ 'chat.example/ana': null }, { fits: (name) => name.includes('/') })
  })
})

const words = [
  'ana',
  'Ana',
  '@',
  ':',
  '_',
  '.',
  '+',
  '/',
  ' ',
  '7',
  '0170',
  'é',
  'ß',
  '😀',
  '\u200b',
  '\u0301',
  '王',
  'https://',
  'matrix.to/#/',
  'mailto:',
  'www.',
  '%40',
  'garden.example',
  'admin',
  '"',
  '<',
  '>',
  '|',
]

test('any text is a name, or is refused with an offered name that passes', () => {
  const changes = fc.record({
    maxLength: fc.integer({ min: 1, max: 64 }),
    minLength: fc.integer({ min: 1, max: 6 }),
    fits: fc.constantFrom(null, matches),
    place: fc.constantFrom('garden', '127', '', '[', 'a-very-long-first-label-of-a-server'),
  })
  return holds(fc.tuple(textLike(words), changes), async ([typed, changed]) => {
    const given = { ...rules, ...changed }
    const name = readName(typed, server)
    const fault = await nameFault(given, name)
    if (fault === null) {
      assert.match(name, /^[a-z0-9._=/+-]+$/)
      assert.doesNotMatch(name, /^_|^\d+$/)
      return
    }
    assert.ok((fault.part ?? '').length <= 1_100)
    if (fault.offer === undefined) return
    assert.equal(await nameFault(given, readName(fault.offer, server)), null, fault.offer)
    assert.equal(readName(fault.offer, server), fault.offer)
    assert.match(fault.offer, /^[a-z0-9]/)
  })
})

test('whatever stands around letters of a to z, a name of them is offered', () => {
  const others = words.filter((word) => !/[@:/%]|www|admin|garden/.test(word))
  return holds(textLike(others, 300), async (typed) => {
    const given = { ...rules, minLength: 1 }
    const fault = await nameFault(given, readName(typed, server))
    if (fault !== null && /[a-z]/i.test(typed)) assert.ok(fault.offer, typed)
  })
})
