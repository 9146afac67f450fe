import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf, trustedProxies, visitorAddress } from './visitor-address.ts'

const isTrusted = trustedProxies(['10.0.0.0/8', 'fd00::1'])

function seen(peer: string | null, headers: Record<string, string>): string | null {
  return visitorAddress(peer, (name) => headers[name], isTrusted)
}

test('the visitor is the first address from the right that is no trusted proxy', () => {
  const forwardedFor = { 'x-forwarded-for': '192.0.2.66, 203.0.113.5, 10.9.9.9' }
  assert.equal(seen('10.0.0.1', forwardedFor), '203.0.113.5')
  assert.equal(seen('::ffff:10.0.0.1', forwardedFor), '203.0.113.5')
  assert.equal(seen('198.51.100.1', forwardedFor), '198.51.100.1')
})

test('Forwarded is read like X-Forwarded-For, which takes precedence', () => {
  const forwarded = 'for=192.0.2.66;proto=https, For="[2001:db8::17]:4711"'
  assert.equal(seen('fd00::1', { forwarded }), '2001:db8::17')
  assert.equal(seen('fd00::1', { forwarded, 'x-forwarded-for': '203.0.113.5' }), '203.0.113.5')
})

test('entries left of something that is no address are ignored', () => {
  for (const odd of ['unknown', '_hidden', '', 'x'.repeat(9000)]) {
    assert.equal(seen('10.0.0.1', { 'x-forwarded-for': `203.0.113.5, ${odd}` }), '10.0.0.1')
  }
  assert.equal(seen('10.0.0.1', {}), '10.0.0.1')
  assert.equal(seen(null, { 'x-forwarded-for': '203.0.113.5' }), null)
})

test('a limit counts one IPv4 address or the /64 of an IPv6 subscriber', () => {
  assert.equal(networkOf('203.0.113.5'), '203.0.113.5')
  assert.equal(networkOf('::ffff:203.0.113.5'), '203.0.113.5')
  assert.equal(networkOf('2001:db8:0:1:aaaa::1'), '2001:db8:0:1::/64')
  assert.equal(networkOf('2001:db8:0:1:bbbb::2'), networkOf('2001:db8:0:1:aaaa::1'))
  assert.notEqual(networkOf('2001:db8:0:2::1'), networkOf('2001:db8:0:1::1'))
  assert.equal(networkOf(null), 'unknown')
})
