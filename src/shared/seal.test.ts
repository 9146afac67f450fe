import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { seal, unseal } from './seal.ts'

const terms = { secret: 'Hn3Lw8Tz9q', purpose: 'session 01' }
const text = 'syt_YW5h_ñ'

test('what is sealed is unsealed with the same secret for the same purpose only', () => {
  const sealed = seal(text, terms, randomBytes)
  assert.ok(!Buffer.from(sealed, 'base64url').includes('syt_'))
  assert.equal(unseal(sealed, terms), text)
  assert.equal(unseal(sealed, { ...terms, secret: 'another' }), null)
  assert.equal(unseal(sealed, { ...terms, purpose: 'session 02' }), null)
  assert.notEqual(seal(text, terms, randomBytes), sealed)
})

test('a sealed text that was changed or cut anywhere is not unsealed', () => {
  const bytes = Buffer.from(seal(text, terms, randomBytes), 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    assert.equal(unseal(changed.toString('base64url'), terms), null)
    assert.equal(unseal(bytes.subarray(0, at).toString('base64url'), terms), null)
  }
})
