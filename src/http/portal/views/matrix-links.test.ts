import assert from 'node:assert/strict'
import { test } from 'node:test'
import { elementX, isAddress, matrixTo, matrixUri } from './matrix-links.ts'

test('the app opens with the server and the address filled in', () => {
  const url = new URL(elementX('example.org', '@ana+b:example.org'))
  assert.equal(url.origin + url.pathname, 'https://mobile.element.io/element/')
  assert.equal(url.searchParams.get('account_provider'), 'example.org')
  assert.equal(url.searchParams.get('login_hint'), 'mxid:@ana+b:example.org')
})

test('a room is linked as the Matrix specification says', () => {
  assert.equal(matrixTo('#lobby:example.org'), 'https://matrix.to/#/%23lobby%3Aexample.org')
  assert.equal(matrixUri('#lobby:example.org:8448'), 'matrix:r/lobby:example.org:8448?action=join')
  assert.equal(matrixUri('!x/y:example.org'), 'matrix:roomid/x%2Fy:example.org?action=join')
})

test('an address is told from what is none', () => {
  for (const text of ['@ana:example.org', '@a.b=c:localhost:8448']) assert.ok(isAddress(text), text)
  for (const text of ['', 'ana', '@ana', 'ana:example.org', '@:x', '@a b:x', '@ana:x/y', 'a@b.c']) {
    assert.ok(!isAddress(text), text)
  }
})
