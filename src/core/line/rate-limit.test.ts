import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Attempted, createRateLimit } from './rate-limit.ts'

const { signal } = new AbortController()
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A homeserver that answers 429 with these times, in ms (undefined: none), and then lets all pass. */
function limitedBy(t: TestContext, times: (number | undefined)[]) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked: string[] = []
  const attempt = (name: string) => async () => {
    asked.push(name)
    return times.length > 0
      ? ({ limited: true, result: '429', retryAfterMs: times.shift() } as const)
      : ({ limited: false, result: name } satisfies Attempted<string>)
  }
  const pass = async (ms: number) => {
    await settled()
    t.mock.timers.tick(ms)
    await settled()
  }
  return { asked, attempt, pass }
}

test('a request after a 429 is repeated when the homeserver said, and not before', async (t) => {
  const { asked, attempt, pass } = limitedBy(t, [7_000])
  const coming = createRateLimit().retryWhileLimited({ lane: 'net', signal }, attempt('ana'))
  await pass(6_999)
  assert.deepEqual(asked, ['ana'])
  await pass(1)
  assert.equal(await coming, 'ana')
})

test('those who come while it lasts wait behind, and are asked for one after the other', async (t) => {
  const { asked, attempt, pass } = limitedBy(t, [1_000, 1_000])
  const limit = createRateLimit()
  const names = ['ana', 'ben', 'cem', 'dua']
  const coming: Promise<unknown>[] = []
  for (const name of names) {
    coming.push(limit.retryWhileLimited({ lane: 'net', signal }, attempt(name)))
    await settled()
  }
  assert.deepEqual(asked, ['ana'])
  await pass(1_000)
  assert.deepEqual(asked, ['ana', 'ana'])
  await pass(1_000)
  assert.deepEqual(await Promise.all(coming), names)
  assert.deepEqual(asked, ['ana', 'ana', ...names])
})

test('who was already on the way when the limit was met gives up the slot and gets in line', async (t) => {
  const { asked, attempt, pass } = limitedBy(t, [1_000])
  const limit = createRateLimit()
  const gate = Promise.withResolvers<void>()
  const inSlot = <T>(work: () => Promise<T>) => gate.promise.then(work)
  const second = limit.retryWhileLimited({ lane: 'net', signal, inSlot }, attempt('ben'))
  const first = limit.retryWhileLimited({ lane: 'net', signal }, attempt('ana'))
  await settled()
  gate.resolve()
  await settled()
  assert.deepEqual(asked, ['ana'])
  await pass(1_000)
  assert.deepEqual(await Promise.all([first, second]), ['ana', 'ben'])
})

test('where the homeserver names no time, it is asked after 1, 2, 4 … and at most 30 seconds', async (t) => {
  const { asked, attempt, pass } = limitedBy(t, Array(8).fill(undefined))
  const coming = createRateLimit().retryWhileLimited({ lane: 'net', signal }, attempt('ana'))
  await settled()
  for (const [times, seconds] of [1, 2, 4, 8, 16, 30, 30, 30].entries()) {
    await pass(seconds * 1000 - 1)
    assert.equal(asked.length, times + 1)
    await pass(1)
  }
  assert.equal(await coming, 'ana')
})

test('a network that has to wait for long holds the others up for ten seconds', async (t) => {
  const { asked, attempt, pass } = limitedBy(t, [600_000])
  const limit = createRateLimit()
  const slow = limit.retryWhileLimited({ lane: 'crowd', signal }, attempt('ana'))
  await settled()
  const other = limit.retryWhileLimited({ lane: 'home', signal }, attempt('ben'))
  await pass(10_000)
  assert.equal(await other, 'ben')
  await pass(589_999)
  assert.deepEqual(asked, ['ana', 'ben'])
  await pass(1)
  assert.equal(await slow, 'ana')
})

test('who has waited long enough gets the last answer; who was never asked for, none', async (t) => {
  const { attempt, pass } = limitedBy(t, [3_600_000])
  const limit = createRateLimit()
  const leaving = new AbortController()
  const waiting = { lane: 'net', signal: leaving.signal }
  const first = limit.retryWhileLimited(waiting, attempt('ana'))
  await settled()
  const both = [first, limit.retryWhileLimited(waiting, attempt('ben'))]
  await pass(1_000)
  leaving.abort()
  assert.deepEqual(await Promise.all(both), ['429', undefined])
})
