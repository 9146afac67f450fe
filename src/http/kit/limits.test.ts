import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../../shared/errors.ts'
import { createLog } from '../../shared/log.ts'
import { forgetSpent } from '../../store/limits.ts'
import { openDatabase } from '../../store/database.ts'
import { createLimit, type Limit } from './limits.ts'
import { testConfig } from '../../../test/support/config.ts'

const rate = { points: 2, per: 60_000 }

async function open(workers: number, points = rate.points) {
  const time = { now: 1_000_000 }
  const lines: string[] = []
  const config = testConfig({ database: { url: 'sqlite::memory:' } })
  const log = await createLog(config.log, { write: (line) => void lines.push(line) })
  const db = await openDatabase(config.database.url, time.now, () => {})
  const limit = createLimit({ config, db, log, workers, clock: () => time.now }, 'wrong', () => ({
    ...rate,
    points,
  }))
  return { time, lines, limit, db, close: () => db.destroy() }
}

/** Seconds to wait, 0 where nothing has to be waited for. */
async function wait(limit: Limit, network: string): Promise<number | undefined> {
  try {
    await limit.check(network)
    return 0
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === 'too_many_requests')
    return error.details.retryAfter
  }
}

for (const [where, workers] of [
  ['memory', 1],
  ['the database', 2],
] as const) {
  test(`points counted in ${where} come back together, and the log tells who ran out`, async () => {
    const { time, lines, limit, close } = await open(workers)
    await limit.spend('a')
    assert.equal(await wait(limit, 'a'), 0)
    time.now += 20_000
    await limit.spend('a')
    await assert.rejects(limit.spend('a'), { code: 'too_many_requests' })
    await assert.rejects(limit.pass('a'), { code: 'too_many_requests' })
    assert.deepEqual([await wait(limit, 'a'), await wait(limit, 'b')], [40, 0])
    time.now += 40_000
    assert.equal(await wait(limit, 'a'), 0)
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /"limit":"wrong","network":"a"/)
    await close()
  })
}

for (const [where, workers] of [
  ['memory', 1],
  ['the database', 2],
] as const) {
  test(`right guesses counted in ${where} cost nothing, and leave no network behind`, async () => {
    const { limit, db, time, close } = await open(workers)
    for (let at = 0; at < 5; at++) await limit.pass('a')
    time.now += 1
    await forgetSpent(db, time.now)
    assert.deepEqual(await db.selectFrom('limits').selectAll().execute(), [])
    await limit.spend('a')
    for (let at = 0; at < 5; at++) await limit.pass('a')
    await limit.spend('a')
    await assert.rejects(limit.pass('a'), { code: 'too_many_requests' })
    await close()
  })

  test(`of 400 at once as many get through as ${where} has points, right guesses included`, async () => {
    for (const points of [10, 20, 30, 60]) {
      const { limit, close } = await open(workers, points)
      const tries = Array.from({ length: 400 }, () => limit.spend('a'))
      const last = limit.pass('a')
      const ended = await Promise.allSettled([...tries, last])
      assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, points)
      await close()
    }
  })
}

test('a process whose clock is behind does not begin the window of the others anew', async () => {
  const { limit, time, close } = await open(2)
  await limit.spend('a')
  time.now -= rate.per
  await limit.spend('a')
  await assert.rejects(limit.spend('a'), { code: 'too_many_requests' })
  await close()
})

test('of more networks than anybody has at once, the first are forgotten', async () => {
  const { limit, close } = await open(1)
  for (const network of ['first', 'first', 'second', 'second']) await limit.spend(network)
  for (let at = 0; at < 49_999; at++) await limit.spend(String(at))
  assert.deepEqual([await wait(limit, 'first'), await wait(limit, 'second')], [0, 60])
  await close()
})
