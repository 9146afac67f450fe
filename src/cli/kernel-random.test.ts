import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { kernelRandom } from './kernel-random.ts'

test('the kernel gives as many random bytes as are asked for, and others each time', () => {
  const [one, other] = [kernelRandom(64), kernelRandom(64)]
  assert.ok(one && other)
  assert.equal(one.length, 64)
  assert.notDeepEqual(one, other)
  const seen = new Set(
    Array.from({ length: 64 }, () => kernelRandom(256)).flatMap((all) => [...(all ?? [])]),
  )
  assert.equal(seen.size, 256)
})

test('what is no device, or gives too little, is no source of random bytes', () => {
  assert.equal(kernelRandom(16, fileURLToPath(import.meta.url)), undefined)
  assert.equal(kernelRandom(16, '/dev/null'), undefined)
  assert.equal(kernelRandom(16, '/dev/nowhere'), undefined)
})
