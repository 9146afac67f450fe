import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookup, negotiate, ranges } from './negotiate.ts'

const languages = ['en', 'ar', 'de', 'pt-BR', 'zh-Hans']
const accepting = (acceptLanguage: string) => negotiate({ acceptLanguage }, languages, 'en')

test('a range matches its language, or a regional variety of it', () => {
  const cases = {
    de: 'de',
    'DE-at': 'de',
    'de-Latn-CH-1996': 'de',
    'de-x-private': 'de',
    pt: 'pt-BR',
    'pt-PT': 'pt-BR',
    'zh-CN': 'zh-Hans',
    'zh-Hans-SG': 'zh-Hans',
    'zh-SG': 'zh-Hans',
    'zh-Hans-TW': 'zh-Hans',
    'ar-EG': 'ar',
  }
  for (const [range, tag] of Object.entries(cases)) assert.equal(lookup(range, languages), tag)
})

test('a range of an unknown language matches none', () => {
  for (const range of ['sv', 'd', 'x-de', '', '-', 'deu']) {
    assert.equal(lookup(range, languages), undefined)
  }
})

test('a range never matches its language in another script', () => {
  for (const range of ['zh-TW', 'zh-Hant', 'zh-Hant-CN', 'zh-HK', 'zh-MO', 'zh-yue', 'pt-Cyrl']) {
    assert.equal(lookup(range, languages), undefined, range)
  }
  assert.equal(lookup('sr-Latn', ['sr']), undefined)
  assert.equal(lookup('sr-ME', ['sr']), undefined)
  assert.equal(lookup('sr', ['sr-Latn', 'sr-Cyrl']), 'sr-Cyrl')
  assert.equal(lookup('sr-Latn-RS', ['sr-Cyrl', 'sr-Latn']), 'sr-Latn')
  assert.equal(accepting('zh-TW, de;q=0.8'), 'de')
})

test('the link takes precedence over the cookie, and the cookie over the browser', () => {
  const wishes = { query: 'ar', cookie: 'de', acceptLanguage: 'pt' }
  assert.equal(negotiate(wishes, languages, 'en'), 'ar')
  assert.equal(negotiate({ ...wishes, query: 'tlh' }, languages, 'en'), 'de')
  assert.equal(negotiate({ ...wishes, query: null, cookie: undefined }, languages, 'en'), 'pt-BR')
})

test('the browser’s ranges are ordered by weight, then by position', () => {
  assert.equal(accepting('sv, de;q=0.5, ar;q=0.9'), 'ar')
  assert.equal(accepting('de-AT, ar'), 'de')
  assert.equal(accepting('de;q=0, ar;q=0.001'), 'ar')
})

test('a wildcard, an empty header and garbage give the operator’s language', () => {
  for (const header of ['*', '', ';q=1', 'de;q=9', 'ü,,;', '\0', 'de;q', '-de-', 'sv, *;q=0.5']) {
    assert.equal(accepting(header), 'en')
  }
})

test('a huge header is read only up to a limit', () => {
  assert.ok(ranges('de,'.repeat(100_000)).length < 400)
})
