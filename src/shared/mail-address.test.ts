import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMailAddress, readMailbox } from './mail-address.ts'

test('an address is one name, an @ and a domain with a dot', () => {
  for (const [text, address] of [
    ['ana@example.org', 'ana@example.org'],
    ['Ana.Lu+club@Mail.Example.ORG', 'Ana.Lu+club@mail.example.org'],
    ["o'neil@example.org", "o'neil@example.org"],
    ['ana@münchen.example', 'ana@xn--mnchen-3ya.example'],
  ] as const) {
    assert.equal(readMailAddress(text), address)
  }
})

test('lists, quotes, comments, injections and hosts of other kinds are no address', () => {
  for (const text of [
    '',
    'ana',
    '@example.org',
    'ana@',
    'ana@localhost',
    'ana@127.0.0.1',
    'ana@[127.0.0.1]',
    'a@x.org, b@x.org',
    '"a@x.org, b"@x.org',
    '"ana"@example.org',
    'ana(comment)@example.org',
    'ana @example.org',
    'ana@exa mple.org',
    'ana@example.org\r\nBcc: eve@example.org',
    'ana@example.org>',
    '<ana@example.org>',
    'ana;eve@example.org',
    '.ana@example.org',
    'ana..lu@example.org',
    'ana@-example.org',
    'ana@exa%6dple.org',
    `${'a'.repeat(250)}@example.org`,
  ]) {
    assert.equal(readMailAddress(text), undefined, text)
  }
})

test('a sender may have a name, which adds nothing to the header', () => {
  assert.deepEqual(readMailbox('Club <club@example.org>'), {
    name: 'Club',
    address: 'club@example.org',
  })
  assert.deepEqual(readMailbox('"Club, the" <c@example.org>')?.name, 'Club, the')
  assert.deepEqual(readMailbox('c@example.org')?.name, '')
  for (const text of [
    'A "b" <c@example.org>',
    'A\nB <c@example.org>',
    'A <c@example.org> <d@e.org>',
  ]) {
    assert.equal(readMailbox(text), undefined, text)
  }
})
