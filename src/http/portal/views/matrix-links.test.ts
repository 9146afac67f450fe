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
  assert.equal(
    matrixTo('#lobby:example.org', 'b.example'),
    'https://matrix.to/#/%23lobby%3Aexample.org',
  )
  assert.equal(
    matrixUri('#lobby:example.org:8448', 'b.example'),
    'matrix:r/lobby:example.org:8448?action=join',
  )
})

test('a link to a room id names servers that can let people in', () => {
  const uri = 'matrix:roomid/x%2Fy:example.org?action=join&via=example.org'
  assert.equal(matrixUri('!x/y:example.org', 'example.org'), uri)
  assert.equal(matrixTo('!x', 'b.example:8448'), 'https://matrix.to/#/!x?via=b.example%3A8448')
  const both = 'https://matrix.to/#/!x%3Aa.example?via=b.example&via=a.example'
  assert.equal(matrixTo('!x:a.example', 'b.example'), both)
})

test('an address is told from what is none', () => {
  for (const text of ['@ana:example.org', '@a.b=c:localhost:8448']) assert.ok(isAddress(text), text)
  for (const text of ['', 'ana', '@ana', 'ana:example.org', '@:x', '@a b:x', '@ana:x/y', 'a@b.c']) {
    assert.ok(!isAddress(text), text)
  }
})
