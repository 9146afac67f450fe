import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { holds, textLike } from '../../test/fuzz/kit.ts'
import { parseNode, readForwarded } from './forwarded.ts'
import { trustedProxies, visitorAddress } from './visitor-address.ts'

const isTrusted = trustedProxies(['10.0.0.0/8'])
const PEER = '10.0.0.1'

const visitorOf = (headers: Record<string, string>) =>
  visitorAddress(PEER, (name) => headers[name], isTrusted)

const isToken = (letter: string | undefined) =>
  letter !== undefined && /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(letter)

/**
 * Reference parser of RFC 7239, section 4: the elements' pairs, or null. Written from the
 * grammar, independently of the program.
 */
function grammar(text: string): Map<string, string>[] | null {
  let at = 0
  const skip = () => {
    while (text[at] === ' ' || text[at] === '\t') at++
  }
  const token = () => {
    const start = at
    while (isToken(text[at])) at++
    return text.slice(start, at)
  }
  const quoted = () => {
    let value = ''
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') at++
      const letter = text[at]
      if (letter === undefined || !/[\t -~\x80-\xff]/.test(letter)) return null
      value += letter
    }
    at++
    return value
  }
  const elements: Map<string, string>[] = []
  for (let element = new Map<string, string>(); ;) {
    skip()
    if (isToken(text[at])) {
      const name = token().toLowerCase()
      if (text[at++] !== '=') return null
      const value = text[at] === '"' ? quoted() : token() || null
      if (value === null || element.has(name)) return null
      element.set(name, value)
      skip()
    }
    const separator = text[at++]
    if (separator === ';') continue
    elements.push(element)
    element = new Map()
    if (separator === undefined) return elements
    if (separator !== ',') return null
  }
}

const words = [
  'for=',
  'For=',
  'by=',
  'proto=https',
  '"',
  '\\',
  ';',
  ', ',
  ' ',
  '192.0.2.7',
  '"192.0.2.7:80"',
  '"[2001:db8::9]"',
  '[2001:db8::9]',
  'unknown',
  '_hidden',
]

test('a Forwarded header that breaks the grammar is ignored', async () => {
  const header = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join('')),
    textLike(words, 2_000),
  )
  await holds(
    header,
    (text) => {
      const elements = grammar(text)
      if (elements === null) {
        assert.equal(readForwarded(text), null)
        assert.equal(visitorOf({ forwarded: text }), PEER)
        return
      }
      const nodes = readForwarded(text)
      const expected = elements.filter(({ size }) => size > 0).map((one) => one.get('for') ?? '')
      if (nodes !== null) assert.deepEqual(nodes, expected)
      else assert.ok(expected.some((node) => node !== '' && parseNode(node) === null))
    },
    20,
  )
})

test('a Forwarded header that follows the grammar gives the addresses written in it', async () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6())
  const element = fc.record({ address, port: fc.option(fc.nat(65_535)), more: fc.boolean() })
  await holds(fc.array(element, { minLength: 1, maxLength: 5 }), (elements) => {
    const forwarded = elements
      .map((one) => {
        const host = isIP(one.address) === 6 ? `[${one.address}]` : one.address
        const node = one.port === null ? host : `${host}:${one.port}`
        return `${one.more ? 'proto=https;' : ''}for="${node}"`
      })
      .join(', ')
    const nodes = readForwarded(forwarded) ?? assert.fail(forwarded)
    const read = nodes.map((node) => parseNode(node)?.toString())
    assert.deepEqual(
      read,
      elements.map((one) => parseNode(one.address)?.toString()),
    )
  })
})

test('an unclosed quote, a repeated parameter or half an address hides no visitor', () => {
  for (const forwarded of [
    'for="[2001:db8:cc::1], for="[2001:db8:bb::9]"',
    'for="[2001:db8:bb::9]',
    'for=192.0.2.7;for=192.0.2.8',
    'for="2001:db8::9"',
    'for=[2001:db8::9]',
    'for=192.0.2.7:80',
    'for="192.0.2.7" x',
    'for=192.0.2.7, proto=https',
    'for = 192.0.2.7',
    'for="[2001:db8::9]x"',
    'for=127.1',
    'for=010.0.0.9',
    'for=',
  ]) {
    assert.equal(visitorOf({ forwarded }), PEER, forwarded)
  }
  assert.equal(visitorOf({ forwarded: ',, for=192.0.2.7 ;proto=http ,' }), '192.0.2.7')
  assert.equal(visitorOf({ forwarded: 'for="\\[2001:db8::9\\]:_x"' }), '2001:db8::9')
})

test('a header of 16 kB takes no noticeable time, whatever it repeats', async () => {
  const parts = [' ', '\t', 'a', 'a=', '="', '\\"', 'for=a ', ';', ',', '1.', ':', 'f:', '[', '0']
  await holds(
    fc.tuple(fc.constantFrom(...parts), fc.constantFrom('', '"', 'for="', '!')),
    (ends) => {
      for (const text of [ends.join(''), ends.toReversed().join('')]) {
        const long = text.repeat(16_000 / Math.max(1, text.length))
        visitorOf({ forwarded: `${long}"` })
        visitorOf({ 'x-forwarded-for': `${long}"` })
      }
    },
  )
})

test('an entry of X-Forwarded-For is a complete address, or it is ignored', async () => {
  for (const [entry, seen] of [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['2001:db8::9', '2001:db8::9'],
    ['[2001:db8::9]:4711', '2001:db8::9'],
    ['"192.0.2.7"', PEER],
    ['"192.0.2.7', PEER],
    ['[2001:db8::9]x', PEER],
    ['127.1', PEER],
    ['1', PEER],
    ['0300.0.2.7', PEER],
    ['192.0.2.7 192.0.2.8', PEER],
  ] as const) {
    assert.equal(visitorOf({ 'x-forwarded-for': `203.0.113.9, ${entry}` }), seen, entry)
  }
  await holds(textLike([...words, '::', '.', ':'], 500), (text) => {
    const entry = text.replaceAll(',', '')
    const seen = visitorOf({ 'x-forwarded-for': entry })
    if (seen === PEER) return
    const plain = entry.trim().replaceAll(/^\[|\](:\d+)?$/g, '')
    assert.ok(isIP(plain) !== 0 || isIP(plain.replace(/:\d+$/, '')) === 4, text)
  })
})
