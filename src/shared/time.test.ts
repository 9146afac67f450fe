import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatDuration, parseDuration, parseInstant } from './time.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-05-03T10:00:00Z')

function ending(text: string, timeZone = 'UTC') {
  return readable(parseInstant(text, { now: NOW, timeZone, bareDate: 'end' }))
}

function opening(text: string, timeZone = 'UTC') {
  return readable(parseInstant(text, { now: NOW, timeZone, bareDate: 'start' }))
}

function readable(instant: number | null | undefined) {
  return typeof instant === 'number' ? new Date(instant).toISOString() : instant
}

test('a duration is read in short, in words and as ISO 8601', () => {
  const durations: Record<string, number> = {
    '48h': 48 * HOUR,
    '90m': 1.5 * HOUR,
    '1h30m': 1.5 * HOUR,
    '1h 30m': 1.5 * HOUR,
    ' 7d ': 168 * HOUR,
    '2w': 336 * HOUR,
    '2 days': 48 * HOUR,
    '1 Day 1 Minute': 24 * HOUR + 60_000,
    '250ms': 250,
    '0s': 0,
    P2D: 48 * HOUR,
    p1w: 168 * HOUR,
    PT48H: 48 * HOUR,
    P1DT2H: 26 * HOUR,
    PT1M30S: 90_000,
  }
  for (const [text, ms] of Object.entries(durations)) assert.equal(parseDuration(text), ms, text)
})

test('what is not a duration, or not one fixed length, is not read', () => {
  const others = [
    '',
    '48',
    'h',
    '-2h',
    '+2h',
    '1.5h',
    '2 fortnights',
    '5m 3m',
    '30m1h',
    '2h,',
    '2h x',
  ]
  const iso = ['P', 'PT', 'P1DT', 'P1M', 'P1Y', 'P-1D', 'P1.5D', 'P1H', 'PT1D']
  const huge = ['9007199254740992ms', '99999999999999d', `P${'9'.repeat(60)}D`, '1h'.repeat(10_000)]
  for (const text of [...others, ...iso, ...huge]) assert.equal(parseDuration(text), null, text)
})

test('a formatted duration reads back as itself', () => {
  assert.equal(formatDuration(48 * HOUR), '2 days')
  assert.equal(formatDuration(1.5 * HOUR), '1 hour 30 minutes')
  assert.equal(formatDuration(0), '0 seconds')
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e13 }),
      (ms) => parseDuration(formatDuration(ms)) === ms,
    ),
  )
})

test('any text at all is a duration of safe milliseconds or null', () => {
  const pieces = fc.constantFrom('P', 'T', '1', '99', 'd', 'h', 'm', 's', 'w', ' ', 'ms', '.', 'é')
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (given) => {
      const ms = parseDuration(given)
      assert.ok(ms === null || (Number.isSafeInteger(ms) && ms >= 0))
    }),
  )
})

test('a bare date ends with its day and opens with its day, in the given zone', () => {
  assert.equal(ending('2026-12-31'), '2026-12-31T23:59:59.999Z')
  assert.equal(ending('2026-12-31', 'Europe/Berlin'), '2026-12-31T22:59:59.999Z')
  assert.equal(opening('2026-12-31', 'America/New_York'), '2026-12-31T05:00:00.000Z')
  assert.equal(opening('2026-12-31', 'Asia/Kolkata'), '2026-12-30T18:30:00.000Z')
})

test('a date with a time counts in its own zone, or else in the given one', () => {
  assert.equal(ending('2026-06-14T18:00Z', 'Europe/Berlin'), '2026-06-14T18:00:00.000Z')
  assert.equal(ending('2026-06-14T18:00:30.5+02:00'), '2026-06-14T16:00:30.500Z')
  assert.equal(ending('2026-06-14 18:00', 'Europe/Berlin'), '2026-06-14T16:00:00.000Z')
})

test('a skipped local time moves forward, and one that occurs twice means the first', () => {
  assert.equal(opening('2026-03-29 02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z')
  assert.equal(opening('2026-10-25 02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z')
  // Beirut's clocks go from midnight straight to one o'clock.
  assert.equal(opening('2026-03-29', 'Asia/Beirut'), '2026-03-28T22:00:00.000Z')
  assert.equal(ending('2026-03-28', 'Asia/Beirut'), '2026-03-28T21:59:59.999Z')
})

test('a duration counts from now, and never is null', () => {
  assert.equal(ending('48h'), '2026-05-05T10:00:00.000Z')
  assert.equal(ending(' Never '), null)
})

test('an impossible date and one beyond the year 9999 are refused', () => {
  const impossible = [
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '0026-01-01',
    '1969-12-31',
    '26-1-1',
  ]
  const times = [
    '2026-01-01T24:00',
    '2026-01-01T25:00',
    '2026-01-01T10:60',
    '2026-01-01T10',
    '2026-01-01T',
  ]
  const others = ['', 'tomorrow', '9007199254740991ms', '2026-01-01Z', '1970-01-01T00:00+05:00']
  for (const text of [...impossible, ...times, ...others])
    assert.equal(ending(text), undefined, text)
})

test('in every zone a local time is shown as it was written', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  const minute = fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), minute, (timeZone, minutes) => {
      const written = new Date(minutes * 60_000).toISOString().slice(0, 16)
      const instant = parseInstant(written, { now: 0, timeZone, bareDate: 'start' })
      const shown = localTime(Number(instant), timeZone)
      const skipped = Date.parse(`${shown}Z`) - Date.parse(`${written}Z`)
      assert.ok(skipped === 0 || (skipped > 0 && skipped <= 25 * HOUR), `${written} ${timeZone}`)
      if (skipped > 0) assert.notEqual(localTime(Number(instant) - skipped, timeZone), written)
    }),
  )
})

function localTime(instant: number, timeZone: string) {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return format.format(instant).replace(' ', 'T')
}
