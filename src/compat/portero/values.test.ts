import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProperties } from './properties.ts'
import { uriFault } from './uri.ts'
import { address, duration, integer, type Read } from './values.ts'

async function valuesOf<T>(read: Read<T>, texts: readonly string[]): Promise<(T | 'refused')[]> {
  const parsed = await Promise.all(texts.map(async (text) => read('key', text)))
  return parsed.map((one) => ('value' in one ? one.value : 'refused'))
}

test('a duration is one of java.time.Duration, cut to whole seconds', async () => {
  const texts = ['PT48H', 'P1D', 'P1DT2H', 'PT5S', 'pt5m', 'PT0.5S', 'PT-5M', '-PT1H', 'P-1DT25H']
  const hours = 3_600_000
  assert.deepEqual(await valuesOf(duration, texts), [
    48 * hours,
    24 * hours,
    26 * hours,
    5_000,
    300_000,
    0,
    -300_000,
    -hours,
    hours,
  ])
  const wrong = [
    'P2W',
    'PT',
    'P',
    '172800',
    '48 hours',
    '',
    'P1H',
    'PT1.5H',
    'P1DT',
    'PT5S ',
    'P1M',
  ]
  for (const value of await valuesOf(duration, wrong)) assert.equal(value, 'refused')
})

test('a duration that no long of seconds holds is refused, as in Java', async () => {
  const nines = '9'.repeat(400)
  for (const odd of [
    `P${nines}D`,
    `P-${nines}D`,
    `P${nines}DT-${nines}H`,
    'PT9223372036854775808S',
  ]) {
    assert.deepEqual(await valuesOf(duration, [odd]), ['refused'], odd.slice(0, 30))
  }
})

test('a number is a whole one that Java keeps in 32 bits', async () => {
  assert.deepEqual(
    await valuesOf(integer, ['0', '+4', '-1', '007', '2147483647']),
    [0, 4, -1, 7, 2_147_483_647],
  )
  for (const value of await valuesOf(integer, ['', '4 ', '1e3', '2147483648', 'four'])) {
    assert.equal(value, 'refused')
  }
})

test('an address may be a name, have brackets, or be left out', async () => {
  assert.deepEqual(await valuesOf(address, ['', '[::1]', '::1', '10.0.0.1', 'localhost']), [
    '127.0.0.1',
    '::1',
    '::1',
    '10.0.0.1',
    '127.0.0.1',
  ])
  const unknown = await address('key', 'no.such.host.invalid')
  assert.ok('fault' in unknown)
  assert.match(unknown.fault.message, /^no\.such\.host\.invalid: (Name or serv|Temporary fail)/)
})

test('a URI is refused where Java refuses it, in its words', () => {
  const refused: Record<string, string> = {
    'http://a b/': 'Illegal character in authority at index 7',
    'a b': 'Illegal character in path at index 1',
    'http://x/?a b': 'Illegal character in query at index 11',
    'http://x/#a b': 'Illegal character in fragment at index 11',
    'http://x/%zz': 'Malformed escape pair at index 9',
    'http://[x': 'Expected closing bracket for IPv6 address at index 9',
    'http:': 'Expected scheme-specific part at index 5',
    'http://': 'Expected authority at index 7',
    '1http://x': 'Illegal character in scheme name at index 0',
    'ht^tp://x': 'Illegal character in scheme name at index 2',
    ':x': 'Expected scheme name at index 0',
  }
  for (const [text, fault] of Object.entries(refused)) assert.equal(uriFault(text), fault)
  for (const text of ['', 'foo/', 'mailto:a@b', 'http://[::1]:80/é?q#f', 'file:///a']) {
    assert.equal(uriFault(text), null)
  }
})

function properties(bytes: Buffer): Record<string, string> {
  const parsed = readProperties(bytes)
  assert.ok('value' in parsed)
  return Object.fromEntries(parsed.value)
}

test('a properties file is read as java.util.Properties reads it', () => {
  const cases: [string, Record<string, string>][] = [
    ['a=b\nc:d\ne f\ng\t=\th', { a: 'b', c: 'd', e: 'f', g: 'h' }],
    ['# a=1\n ! b=2\n  c = 3  ', { c: '3  ' }],
    ['a=b\\\n   c\\\r\n  d', { a: 'bcd' }],
    ['a\\ b\\=c=d', { 'a b=c': 'd' }],
    ['a=\\u00e9\\t\\q\\\\', { a: 'é\tq\\' }],
    ['a=1\na=2\nb', { a: '2', b: '' }],
    ['a = = b\r#c\\\rd=e', { a: '= b', d: 'e' }],
  ]
  for (const [text, expected] of cases) assert.deepEqual(properties(Buffer.from(text)), expected)
  for (const wrong of ['a=\\u12', 'a=\\uZZZZ']) {
    const parsed = readProperties(Buffer.from(wrong))
    assert.ok('fault' in parsed)
    assert.equal(parsed.fault.message, 'Malformed \\uxxxx encoding.')
  }
})

test('a title is read right in ISO-8859-1 and in UTF-8', () => {
  for (const encoding of ['latin1', 'utf8'] as const) {
    assert.deepEqual(properties(Buffer.from('t = Café Größe', encoding)), { t: 'Café Größe' })
  }
  assert.deepEqual(properties(Buffer.from('t = Кафе', 'utf8')), { t: 'Кафе' })
})

test('a number that is none is complained of as Java does', async () => {
  const complaints = {
    '0x10': 'For input string: "x10"',
    '-abc': 'For input string: "abc"',
    abcdefghijkl: 'For input string: "abc"',
    '123456789x': 'For input string: "23456789x"',
    '1-2': 'Illegal embedded sign character',
    '+': 'Zero length BigInteger',
    '': 'Zero length BigInteger',
  }
  for (const [text, expected] of Object.entries(complaints)) {
    const parsed = await integer('key', text)
    assert.equal('fault' in parsed && parsed.fault.cause?.message, expected, text)
  }
})
