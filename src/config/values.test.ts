import assert from 'node:assert/strict'
import { list, orWord } from './combinators.ts'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { reads, refuses } from '../../test/support/kinds.ts'
import { folderWith } from '../../test/support/load-config.ts'
import { options } from './options.ts'
import * as value from './values.ts'

test('a whole number stays in its range', () => {
  reads(value.integer(1, 64), [
    ['1', 1],
    [' 064 ', 64],
  ])
  refuses(value.integer(1, 64), ['0', '65', '1.0', '1e1', '-1', '', 'one', '9'.repeat(400), ['1']])
})

test('a duration stays in its range, and a word can stand for none', () => {
  const kind = orWord(value.duration(1000, 3_600_000, 'm'), 'never')
  reads(kind, [
    ['1h', 3_600_000],
    ['PT1S', 1000],
    [' Never', null],
  ])
  refuses(kind, ['999ms', '61m', '10', 'unlimited', ['never']])
  assert.equal(
    kind.expected,
    'a duration such as 48h, 1h30m or P2D, from 1 second to 1 hour, or never',
  )
})

test('a rate says how often in how long', () => {
  reads(value.rate, [
    ['20 per 10 minutes', { points: 20, per: 600_000 }],
    ['5 PER second', { points: 5, per: 1000 }],
    ['1 per 1h30m', { points: 1, per: 5_400_000 }],
  ])
  refuses(value.rate, [
    '20',
    '0 per hour',
    '5 per',
    '5 per 10ms',
    '5/min',
    '5 per fortnight',
    '1 per 367 days',
    '1 per 99999999999 weeks',
    '-1 per hour',
    '1e3 per hour',
  ])
})

test('a text has a length, a line has no breaks, and neither has control characters', () => {
  reads(value.line(5), [[' ann ', 'ann']])
  refuses(value.line(5), ['anneke', 'a\nb', 'a\0b', '\u009Bm'])
  reads(value.paragraphs(9), [['One.\n\nTwo.'.slice(0, 9), 'One.\n\nTwo']])
  refuses(value.paragraphs(9), ['0123456789', 'a\u001B[31m', 'a\0'])
})

test('a color is given back in full', () => {
  reads(value.color, [
    ['#0B6E4F', '#0b6e4f'],
    ['123456', '#123456'],
    ['#fA0', '#ffaa00'],
  ])
  refuses(value.color, ['', '#', '#1234', 'green', '#12345g', 'rgb(0,0,0)'])
})

test('words, flags, zones, languages and patterns are checked', () => {
  reads(value.choice(['info', 'warn']), [['WARN', 'warn']])
  refuses(value.choice(['info', 'warn']), ['warning', ''])
  reads(value.flag, [
    ['True', true],
    ['false', false],
  ])
  refuses(value.flag, ['yes', '1', ''])
  reads(value.timeZone, [['Europe/Berlin', 'Europe/Berlin']])
  refuses(value.timeZone, ['Berlin', 'Mars/Olympus', ''])
  reads(value.language, [
    ['PT-br', 'pt-BR'],
    ['en-GB', 'en'],
  ])
  refuses(value.language, ['english language', '', 'x_y', 'tlh'])
  reads(value.pattern, [['[a-z]+|b', '^(?:[a-z]+|b)$']])
  refuses(value.pattern, ['[a-', '(', ''])
})

test('a file has to be one that can be read', () => {
  const folder = folderWith({ 'picture.png': '' })
  assert.equal(value.readableFile.read('picture.png', folder), join(folder, 'picture.png'))
  for (const path of ['other.png', '', '.', 'a\0b']) {
    assert.equal(value.readableFile.read(path, folder), undefined, path)
  }
})

test('a list is a list or a text with commas', () => {
  const kind = list('words', (item) => (item.length < 5 ? item : undefined))
  reads(kind, [
    ['', []],
    ['a, b,,c ', ['a', 'b', 'c']],
    [
      [' a', 'b '],
      ['a', 'b'],
    ],
  ])
  refuses(kind, ['a, beyond', ['beyond']])
})

test('a secret from a guide is refused, in any spelling', () => {
  const kind = value.secretText(1)
  const examples = [
    'change-me',
    'CHANGEME',
    'change_this',
    'secret',
    'Password123',
    'xxxxxxxx',
    '...',
  ]
  const guides = [
    'RegistrationSharedSecret',
    'APIAdminPassword',
    'adminsecret',
    '<your secret here>',
  ]
  refuses(kind, [...examples, ...guides, 'verysecret'.replace('very', 'super-'), '', 'a\nb', ['a']])
  reads(kind, [
    [' dAYjKUoSkC2OHTh8Hs4u ', 'dAYjKUoSkC2OHTh8Hs4u'],
    ['shared-secret-for-tests', 'shared-secret-for-tests'],
  ])
  refuses(value.secretText(16), ['fifteen-letters'])
})

test('a random secret is never taken for an example', () => {
  const random = fc.uint8Array({ minLength: 12, maxLength: 32 })
  fc.assert(
    fc.property(random, (bytes) => {
      fc.pre(new Set(bytes).size > 4)
      return value.secretText(16).read(Buffer.from(bytes).toString('hex'), '') !== undefined
    }),
  )
})

test('any text whatever is read or refused, by every option', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
  const raw = fc.oneof(text, fc.array(text))
  fc.assert(
    fc.property(fc.constantFrom(...options), raw, ({ kind }, given) => {
      kind.read(given, '/etc')
    }),
    { numRuns: 2000 },
  )
})

test('every default is a value of its option, and every name is there once', () => {
  for (const { key, kind, default: text } of options) {
    if (text !== null) assert.notEqual(kind.read(text, '/etc'), undefined, key)
  }
  assert.equal(new Set(options.map(({ variable }) => variable)).size, options.length)
})
