import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDate } from './dates.ts'

const at = Date.UTC(2026, 4, 3, 16)

const day = (tag: string) => formatDate(at, 'day', { tag, timeZone: 'UTC' })
const moment = (timeZone: string) => formatDate(at, 'moment', { tag: 'en', timeZone })

test('a day is written out in the reader’s language', () => {
  assert.equal(day('en'), '3 May 2026')
  assert.equal(day('de'), '3. Mai 2026')
  assert.equal(day('zh-Hans'), '2026年5月3日')
})

test('a time of day names its time zone', () => {
  assert.equal(moment('Europe/Lisbon'), 'Sunday, 3 May 2026 at 17:00 WEST')
  assert.match(moment('America/New_York'), /12:00 GMT-4|12:00 EDT/)
})
