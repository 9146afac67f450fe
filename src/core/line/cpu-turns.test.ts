import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCpuTurns } from './cpu-turns.ts'

test('a piece is answered at once, and the next one waits for as long as it took', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let nowMs = 0
  const turns = createCpuTurns(() => nowMs)
  const first = turns.run('a', async () => {
    nowMs += 30
    return 'first'
  })
  let began = false
  const second = turns.run('a', async () => {
    began = true
    return 'second'
  })
  assert.equal(await first, 'first')
  await new Promise(setImmediate)
  t.mock.timers.tick(29)
  await new Promise(setImmediate)
  assert.equal(began, false)
  t.mock.timers.tick(1)
  assert.equal(await second, 'second')
})

test('a piece that fails lets the next one through', async () => {
  const turns = createCpuTurns(() => 0)
  await assert.rejects(
    turns.run('a', () => Promise.reject(new Error('no'))),
    { message: 'no' },
  )
  assert.equal(await turns.run('a', async () => 'next'), 'next')
})
