import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFreeDate, readIsoDate, showDate } from './dates.ts'

const shown = (at: number | undefined, zone: string) =>
  at === undefined ? 'no' : showDate(at, zone)

test('dates are read as datetime.fromisoformat reads them', () => {
  const cases = {
    '2030-12-31': '2030-12-31 00:00:00',
    '2030-12-31 18:30': '2030-12-31 18:30:00',
    '2030-12-31T18:30:15.5': '2030-12-31 18:30:15',
    '2030-12-31T18': '2030-12-31 18:00:00',
    '20301231': '2030-12-31 00:00:00',
    '2030-12-31_18:30': '2030-12-31 18:30:00',
    '0001-01-01': '0001-01-01 00:00:00',
    '1969-12-31 23:59:59': '1969-12-31 23:59:59',
    '1900-02-29': 'no',
    '0000-01-01': 'no',
    ' 2030-12-31': 'no',
    '2030-12-31 ': 'no',
    '2030-02-30': 'no',
    '31.12.2030': 'no',
    '2030-1-5': 'no',
    '': 'no',
  }
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(shown(readIsoDate(text, 'Europe/Berlin'), 'Europe/Berlin'), expected, text)
  }
})

test('dates of the first generation are read as dateutil reads them', () => {
  const day = '2030-12-31 00:00:00'
  const cases = {
    '2030-12-31': day,
    '12.31.2030': day,
    '31.12.2030': day,
    '31/12/2030': day,
    '2030.12.31': day,
    '31 Dec 2030': day,
    '31-Dec-2030': day,
    'Dec 31, 2030': day,
    'Tuesday, 31 December 2030': day,
    'Tue, 31 Dec 2030 00:00:00 GMT': day,
    '1.2.30': '2030-01-02 00:00:00',
    '31.12.99': '1999-12-31 00:00:00',
    '2030/1/2': '2030-01-02 00:00:00',
    '1st January 2030': '2030-01-01 00:00:00',
    '12/31/2030 10:00 AM': '2030-12-31 10:00:00',
    'December 31 2030 6:05 pm': '2030-12-31 18:05:00',
    '31 Dec 2030 12:05 am': '2030-12-31 00:05:00',
    '12.31.2030 18:30 +02:00': '2030-12-31 16:30:00',
    '32.13.2030': 'no',
    '31 Foo 2030': 'no',
    '12.31.2030 25:00': 'no',
    garbage: 'no',
    '': 'no',
  }
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(shown(readFreeDate(text, 'UTC'), 'UTC'), expected, text)
  }
})
