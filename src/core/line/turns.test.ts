import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

const { signal } = new AbortController()

/** Lets everybody in line who was not held up go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('lanes are served in turn, whatever their length, and each in its order', async () => {
  const turns = createTurns(1)
  const served: string[] = []
  const come = (lane: string, name: string) =>
    turns.run(lane, async () => void served.push(name), { signal })
  const gate = Promise.withResolvers<void>()
  const first = turns.run('crowd', () => gate.promise, { signal })
  const all = ['a', 'b', 'c', 'd'].map((name) => come('crowd', name))
  all.push(come('one', 'x'), come('two', 'y'), come('two', 'z'))
  gate.resolve()
  await Promise.all([first, ...all])
  assert.deepEqual(served.join(''), 'axybzcd')
})

test('no more are served at once than there are slots, and a failure frees its own', async () => {
  const turns = createTurns(2)
  const now = { in: 0, most: 0 }
  const work = async () => {
    now.most = Math.max(now.most, ++now.in)
    await settled()
    now.in--
    throw new Error('broken')
  }
  const all = Array.from({ length: 9 }, (_, index) => turns.run(`${index % 3}`, work, { signal }))
  const ends = await Promise.allSettled(all)
  assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set(['rejected']))
  assert.equal(now.most, 2)
  assert.ok(turns.isIdle())
})

test('somebody who gives up leaves the line, and nobody behind them waits longer', async () => {
  const turns = createTurns(1)
  const gate = Promise.withResolvers<void>()
  const first = turns.run('a', () => gate.promise, { signal })
  const leave = new AbortController()
  const leaving = turns.run('a', async () => 'served', { signal: leave.signal })
  const last = turns.run('a', async () => 'served', { signal })
  leave.abort()
  await assert.rejects(leaving, { name: 'AbortError' })
  gate.resolve()
  await first
  assert.equal(await last, 'served')
  await assert.rejects(turns.run('a', settled, { signal: leave.signal }), { name: 'AbortError' })
})

test('a pause holds its lane up for longer than the others', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const turns = createTurns(1)
  const served: string[] = []
  turns.pause('a', { laneMs: 5_000, allMs: 1_000 })
  assert.ok(!turns.isIdle())
  const all = ['a', 'b'].map((lane) => turns.run(lane, async () => served.push(lane), { signal }))
  t.mock.timers.tick(999)
  await settled()
  assert.deepEqual(served, [])
  t.mock.timers.tick(1)
  await settled()
  assert.deepEqual(served, ['b'])
  t.mock.timers.tick(4_000)
  await Promise.all(all)
  assert.deepEqual(served, ['b', 'a'])
})
