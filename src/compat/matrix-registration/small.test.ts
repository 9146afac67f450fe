import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readDatabase } from './database-address.ts'
import { readMultipart } from './multipart.ts'
import { isForPeople, originOf } from './origin.ts'
import { readRates, strictestOfAnHour } from './rates.ts'

test('databases are found as SQLAlchemy finds them', () => {
  const cases: [string, string | undefined][] = [
    ['sqlite:///{cwd}db.sqlite3', 'sqlite:/data/db.sqlite3'],
    ['sqlite:///{cwd}/db.sqlite3', 'sqlite:/data/db.sqlite3'],
    ['sqlite:////srv/x.db', 'sqlite:/srv/x.db'],
    ['sqlite:///x.db?timeout=5', 'sqlite:/data/x.db'],
    ['sqlite+pysqlite:///x.db', 'sqlite:/data/x.db'],
    ['db.sqlite3', 'sqlite:/data/db.sqlite3'],
    ['postgresql://u:p+w@h:5432/x', 'postgres://u:p+w@h:5432/x'],
    ['postgres+psycopg2://u@/x?host=/run/pg', 'postgres://u@localhost/x?host=/run/pg'],
    ['postgresql://mr:pa#ss@h/x', 'postgres://mr:pa%23ss@h/x'],
    ['postgresql://mr:p/a?s:s@h:5432/x', 'postgres://mr:p%2Fa%3Fs%3As@h:5432/x'],
    [
      'postgresql://mr:p@ss%40w%d@h/x?sslmode=require',
      'postgres://mr:p%40ss%40w%25d@h/x?sslmode=require',
    ],
    ['postgresql://mr:p[w] d@[::1]/x', 'postgres://mr:p%5Bw%5D%20d@[::1]/x'],
    ['postgresql://mr@h/x?application_name=a@b', 'postgres://mr@h/x?application_name=a@b'],
    ['postgresql://h/x', 'postgres://h/x'],
    ['postgresql:///x', 'postgres://localhost/x'],
    ['sqlite://', undefined],
    ['sqlite:///:memory:', undefined],
    ['mysql://h/x', undefined],
    ['postgresql://h', undefined],
    ['', undefined],
  ]
  for (const [db, old] of cases) assert.equal(readDatabase(db, '/data')?.old, old, db)
})

test('any user name and password reach PostgreSQL as SQLAlchemy reads them', () => {
  // Python decodes escapes first, so a % is written as one.
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((one) => one.replaceAll('%', '%25'))
  fc.assert(
    fc.property(text, (password) => {
      const { old = '' } = readDatabase(`postgresql://mr:${password}@h/x`, '/') ?? {}
      const found = URL.parse(old)
      assert.equal(found?.host, 'h', old)
      assert.equal(decodeURIComponent(found.password), password.replaceAll('%25', '%'))
    }),
  )
})

test('our tables stand beside the old ones', () => {
  assert.equal(readDatabase('sqlite:////d/db.sqlite3', '/')?.own, 'sqlite:/d/db.latchkey.sqlite3')
  const { own = '' } = readDatabase('postgresql://u:p+w@h/x?options=-c%20a%3Db', '/') ?? {}
  assert.deepEqual(
    [...new URL(own).searchParams],
    [
      ['options', '-c a=b'],
      ['schema', 'latchkey'],
    ],
  )
  assert.equal(new URL(own).password, 'p+w')
})

test('limits are read as flask-limiter reads them', () => {
  const minute = 60_000
  assert.deepEqual(readRates('10 per minute'), [{ points: 10, per: minute }])
  assert.deepEqual(readRates('5/second; 1 per 2 hours,7 PER DAY'), [
    { points: 5, per: 1000 },
    { points: 1, per: 120 * minute },
    { points: 7, per: 1440 * minute },
  ])
  for (const text of ['often', '0 per day', '1 per 0 days', '10', '']) {
    assert.equal(readRates(text), undefined, text)
  }
  assert.deepEqual(strictest('100 per day, 10 per minute, 1000 per hour')?.points, 10)
  assert.equal(strictest('100 per day'), undefined)
})

const strictest = (text: string) => strictestOfAnHour(readRates(text) ?? [])

test('multipart forms are read whatever their boundary', () => {
  const form = [
    '--b',
    'Content-Disposition: form-data; name="username"',
    '',
    'bäb',
    '--b',
    'Content-Disposition: form-data; name=token',
    '',
    'T',
    '--b',
    'Content-Disposition: form-data; name="token"; filename="x"',
    '',
    'a file',
    '--b--',
    'after the end',
  ].join('\r\n')
  const read = (type: string) => [...readMultipart(Buffer.from(form), `multipart/form-data${type}`)]
  const fields = [
    ['username', 'bäb'],
    ['token', 'T'],
  ]
  assert.deepEqual(read('; boundary=b'), fields)
  assert.deepEqual(read('; charset=utf-8; boundary="b"'), fields)
  assert.deepEqual(read(''), [])
})

test('the address that people use is told by a web server that is believed, else by the request', () => {
  const headers = {
    host: 'inner:5000',
    'x-forwarded-host': 'x.org, y',
    'x-forwarded-proto': 'https',
  }
  assert.equal(originOf(headers, true), 'https://x.org')
  assert.equal(originOf(headers, false), 'http://inner:5000')
  assert.equal(originOf({ host: '' }, false), undefined)
})

test('names and addresses of one machine, house or set of containers are none for people', () => {
  for (const host of ['example.org', 'a.example:8443', '198.51.100.7', '[2001:4860::1]']) {
    assert.ok(isForPeople(`https://${host}`), host)
  }
  const within = [
    'localhost',
    'localhost.',
    'a.localhost',
    'portal',
    'portal:5000',
    '127.0.0.1:5000',
  ]
  const ranges = [
    '10.0.0.1',
    '172.17.0.2',
    '192.168.1.1',
    '[::1]',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
  ]
  for (const host of [...within, ...ranges, '0.0.0.0', '169.254.1.1', '127.1']) {
    assert.ok(!isForPeople(`http://${host}`), host)
  }
})
