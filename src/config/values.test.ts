import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import * as address from './addresses.ts'
import type { Kind, Raw } from './option.ts'
import { options } from './options.ts'
import * as value from './values.ts'

function reads<T>(kind: Kind<T>, cases: [Raw, T][]) {
  for (const [raw, expected] of cases)
    assert.deepEqual(kind.read(raw, '/etc'), expected, String(raw))
}

function refuses(kind: Kind<unknown>, cases: Raw[]) {
  for (const raw of cases) assert.equal(kind.read(raw, '/etc'), undefined, JSON.stringify(raw))
}

test('a whole number stays in its range', () => {
  reads(value.integer(1, 64), [
    ['1', 1],
    [' 064 ', 64],
  ])
  refuses(value.integer(1, 64), ['0', '65', '1.0', '1e1', '-1', '', 'one', '9'.repeat(400), ['1']])
})

test('a duration stays in its range, and a word can stand for none', () => {
  const kind = value.orWord(value.duration(1000, 3_600_000), 'never')
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
  refuses(value.rate, ['20', '0 per hour', '5 per', '5 per 10ms', '5/min', '5 per fortnight'])
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
  reads(value.language, [['PT-br', 'pt-BR']])
  refuses(value.language, ['english language', '', 'x_y'])
  reads(value.pattern, [['[a-z]+|b', '^(?:[a-z]+|b)$']])
  refuses(value.pattern, ['[a-', '(', ''])
})

test('a file has to be one that can be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-values-'))
  writeFileSync(join(folder, 'picture.png'), '')
  assert.equal(value.readableFile.read('picture.png', folder), join(folder, 'picture.png'))
  for (const path of ['other.png', '', '.', 'a\0b']) {
    assert.equal(value.readableFile.read(path, folder), undefined, path)
  }
})

test('a list is a list or a text with commas', () => {
  const kind = value.list('words', (item) => (item.length < 5 ? item : undefined))
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

test('a listener has an address and a port, or a socket', () => {
  reads(address.listen, [
    ['127.0.0.1:20000', { host: '127.0.0.1', port: 20_000 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ['unix:/run/latchkey.sock', { path: '/run/latchkey.sock' }],
    ['unix:public.sock', { path: '/etc/public.sock' }],
  ])
  const wrong = [
    '20000',
    ':20000',
    '127.0.0.1',
    '127.0.0.1:65536',
    '::1:80',
    '[1.2.3.4]:80',
    '*:80',
  ]
  refuses(address.listen, [
    ...wrong,
    'unix:',
    'unix:a\0b',
    'http://a:80',
    'a b:80',
    '-a:80',
    ['a:1'],
  ])
})

test('an address of a site has nothing after its path, and loses its last slash', () => {
  reads(address.webUrl, [
    ['https://Example.org/join/', 'https://example.org/join'],
    ['http://127.0.0.1:8008', 'http://127.0.0.1:8008'],
    ['https://example.org//', 'https://example.org'],
  ])
  const parts = ['https://a@b.org', 'https://a.org?b', 'https://a.org/?', 'https://a.org#b']
  refuses(address.webUrl, [
    ...parts,
    'ftp://a.org',
    'a.org',
    'https://',
    'https:a.org',
    'https://a b',
  ])
  reads(address.link, [['https://a.org/x?y=1#z', 'https://a.org/x?y=1#z']])
  refuses(address.link, ['javascript:alert(1)', 'https://u:p@a.org', '/welcome', 'mailto:a@b.org'])
})

test('a server name may have a port, but is no address of a site', () => {
  for (const name of ['example.org', 'localhost', 'a.org:8448', '1.2.3.4', '[2001:db8::1]:8448']) {
    assert.equal(address.serverName.read(name, ''), name)
  }
  const wrong = ['123', '', 'https://a.org', 'a.org/', '@a:b.org', 'a..org', 'a.org:', 'ä.org']
  refuses(address.serverName, [...wrong, 'a.org:99999', 'a.'.repeat(120), ['a.org']])
})

test('a database is an SQLite file or PostgreSQL', () => {
  reads(address.databaseUrl, [
    ['sqlite:latchkey.db', 'sqlite:/etc/latchkey.db'],
    ['sqlite:/var/lib/a b.db', 'sqlite:/var/lib/a b.db'],
    ['sqlite:///var/lib/a.db', 'sqlite:/var/lib/a.db'],
    ['postgres://u:p@h:5432/d?sslmode=require', 'postgres://u:p@h:5432/d?sslmode=require'],
    ['postgresql:///d?host=/run/pg', 'postgresql:///d?host=/run/pg'],
  ])
  refuses(address.databaseUrl, [
    'sqlite:',
    'sqlite://a.db',
    'latchkey.db',
    'mysql://a',
    'postgres:a',
    '',
  ])
})

test('networks, host names and rooms are checked one by one', () => {
  reads(address.networks, [
    ['127.0.0.1, ::1,10.0.0.0/8, unix', ['127.0.0.1', '::1', '10.0.0.0/8', 'unix']],
  ])
  refuses(address.networks, [
    '10.0.0.0/33',
    '::1/129',
    '10.0.0',
    'proxy',
    '1.2.3.4/',
    '1.2.3.4/8/8',
  ])
  reads(address.hosts, [
    [
      ['Registration:5000', '[::1]'],
      ['registration:5000', '[::1]'],
    ],
  ])
  refuses(address.hosts, ['http://a', 'a b', 'a:b'])
  reads(address.rooms, [
    [
      ['#a:b.org', '!x'],
      ['#a:b.org', '!x'],
    ],
  ])
  refuses(address.rooms, ['#a', 'a:b.org', '# a:b.org'])
})

function listeners(hosts: string) {
  return hosts.split(' ').map((host) => ({ host, port: 1 }))
}

test('only a public address, every address, or a name exposes a listener', () => {
  for (const listener of listeners(
    '0.0.0.0 :: 8.8.8.8 2001:db8::1 ::ffff:8.8.8.8 172.32.0.1 portal',
  )) {
    assert.ok(address.isExposed(listener), listener.host)
  }
  for (const listener of listeners(
    '127.0.0.1 127.9.9.9 ::1 localhost 10.1.2.3 172.31.0.1 fd00::1 fe80::1',
  )) {
    assert.ok(!address.isExposed(listener), listener.host)
  }
  assert.ok(!address.isExposed({ path: '/run/a.sock' }))
  assert.ok(address.isLoopback('[::1]') && !address.isLoopback('localhost.example.org'))
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
