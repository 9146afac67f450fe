import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { crockford, firstIdAt, idPattern, newId } from './ids.ts'

const now = Date.UTC(2030, 0, 31)

test('a million identifiers of one millisecond are distinct and sort in creation order', () => {
  let before = ''
  for (let count = 0; count < 1_000_000; count++) {
    const id = newId(now, randomBytes)
    assert.ok(id > before)
    before = id
  }
  assert.match(before, idPattern)
})

/** The older format: 6 random symbols. */
const old = (at: number) => `${firstIdAt(at)}zzzzzz`

test('identifiers sort by time, those of 16 symbols among those of 26', () => {
  const inOrder = [old(now - 1), newId(now, randomBytes), old(now + 1), newId(now + 2, randomBytes)]
  assert.deepEqual(inOrder.toSorted(), inOrder)
  for (const id of inOrder) assert.match(id, idPattern)
})

test('the increment carries over, and a new random part follows the largest', () => {
  assert.equal(tailAfter(`${'1'.repeat(15)}z`, now + 9), `${'1'.repeat(14)}20`)
  assert.equal(tailAfter(`${'z'.repeat(15)}y`, now + 10), 'z'.repeat(16))
  assert.equal(tailAfter('z'.repeat(16), now + 11), '0'.repeat(16))
})

test('no other text is an identifier', () => {
  for (const text of [
    '',
    '0'.repeat(15),
    '0'.repeat(17),
    '0'.repeat(27),
    'i'.repeat(26),
    '0'.repeat(26).concat('\n'),
  ])
    assert.doesNotMatch(text, idPattern)
})

/** The random part of the identifier that follows one with this random part. */
function tailAfter(first: string, at: number): string {
  const symbols = Uint8Array.from(first, (symbol) => crockford.indexOf(symbol))
  newId(at, () => symbols)
  return newId(at, () => new Uint8Array(16)).slice(10)
}
