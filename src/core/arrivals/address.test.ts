import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from './address.ts'

const known = { own: 'Example.test', others: ['localhost:8448'] }

test('an address is read from what people paste, and its server’s name is lower-cased', () => {
  const meant: Record<string, string> = {
    ' @ana:example.org ': '@ana:example.org',
    '@Ana:EXAMPLE.org': '@Ana:example.org',
    '@ana:example.org:8448': '@ana:example.org:8448',
    '@ana:xn--mnchen-3ya.example': '@ana:xn--mnchen-3ya.example',
    'https://matrix.to/#/@ana:example.org': '@ana:example.org',
    'https://matrix.to/#/%40ana%3Aexample.org?via=x.org': '@ana:example.org',
    'http://matrix.to/#/@ana:example.org': '@ana:example.org',
    'https://app.element.io/#/user/@ana:example.org': '@ana:example.org',
    'matrix:u/ana:example.org': '@ana:example.org',
    'MATRIX:u/ana:example.org?action=chat': '@ana:example.org',
    '\u200b@ana:example.org\ufeff': '@ana:example.org',
    '\u2066@ana:\u00adexample.org\u2069\u00a0': '@ana:example.org',
    '@ana:example.test': '@ana:example.test',
    '@ana:localhost:8448': '@ana:localhost:8448',
  }
  for (const [typed, address] of Object.entries(meant)) {
    assert.equal(readAddress(typed, known), address, typed)
  }
})

test('no address leads to a machine of an inner network', () => {
  const refused = `
    ana ana:example.org @ana @:example.org @ana: @ana:example @ana:localhost @ana:localhost:8449
    @ana:127.0.0.1 @ana:127.0.0.1:6379 @ana:[::1] @ana:[::1]:8448 @ana:10.0.0.1 @ana:1.2.3.4.5
    @ana:0x7f000001 @ana:2130706433 @ana:db.internal @ana:printer.local @ana:x.localhost
    @ana:x.home.arpa @ana:x.onion @ana:-a.org @ana:a-.org @ana:a..org @ana:example.org. @ana:a_b.org
    @ana:example.org:0 @ana:example.org:65536 @ana:example.org:x @ana:example.org/x @a:b:c.org
    @ana:example.org@x #room:example.org !room:example.org @an\u0000a:example.org @ána:example.org`
  for (const typed of refused.trim().split(/\s+/)) {
    assert.equal(readAddress(typed, known), null, typed)
  }
  assert.equal(readAddress(`@${'a'.repeat(250)}:example.org`, known), null)
  assert.equal(readAddress('@ana:', { own: '', others: [] }), null)
  assert.equal(readAddress('https://matrix.to/#/%', known), null)
  assert.equal(readAddress('https://matrix.to/#/@ana:127.0.0.1', known), null)
  assert.equal(readAddress('matrix:u/%ff:example.org', known), null)
})
