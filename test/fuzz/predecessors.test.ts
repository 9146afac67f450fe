import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFreeDate, readIsoDate } from '../../src/compat/matrix-registration/dates.ts'
import { readMultipart } from '../../src/compat/matrix-registration/multipart.ts'
import { testPattern } from '../../src/shared/pattern.ts'
import { readPattern } from '../../src/compat/matrix-registration/patterns.ts'
import { readRates } from '../../src/compat/matrix-registration/rates.ts'
import { readPortero } from '../../src/compat/portero/settings.ts'
import { bytesLike, holds, textLike } from './kit.ts'

const dates = ['2030-12-31', 'T', ' ', ':00', '24:00', 'Z', '+02:00', ',', 'Dec', '31', 'am', 'GMT']

test('any text is a date of a predecessor, or no date', () =>
  holds(textLike(dates), (text) => {
    for (const at of [readIsoDate(text, 'UTC'), readFreeDate(text, 'Asia/Kolkata')]) {
      assert.ok(at === undefined || Number.isSafeInteger(at))
    }
  }))

test('any bytes are a properties file of portero, or named faults', () => {
  const words = [
    'server.publicPort',
    '=',
    ':',
    '\\u00',
    '\\',
    '\n',
    'PT1H',
    'http://',
    '#',
    ' ',
    '__proto__',
  ]
  return holds(bytesLike(words), async (bytes) => {
    const read = await readPortero(bytes)
    assert.ok('faults' in read ? read.faults.length > 0 : read)
  })
})

test('any bytes are a multipart form', () => {
  const type = 'multipart/form-data; boundary=x'
  const words = [
    '\r\n--x',
    '--',
    '\r\n',
    'Content-Disposition: form-data',
    '; name=',
    '"',
    'a',
    ';',
    ' ',
  ]
  return holds(bytesLike(words), (bytes) => {
    for (const value of readMultipart(bytes, type).values()) assert.equal(typeof value, 'string')
  })
})

test('any text is a list of rates or a pattern of the predecessor, or neither', () =>
  holds(
    textLike(['10', ' per ', 'minute', ';', ',', '/', '(?P<a>', ')', '[', '\\', '*', '{2}']),
    (text) => {
      for (const { points, per } of readRates(text) ?? []) assert.ok(points > 0 && per > 0)
      const pattern = readPattern(text)
      if ('source' in pattern) assert.notEqual(testPattern(pattern.translated, 'ana'), 'too slow')
      else assert.ok(pattern.why === null || pattern.why.length > 0)
    },
  ))
