import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../core/errors.ts'
import { createLog } from '../log.ts'
import { openDatabase } from '../store/database.ts'
import { createLimit, type Limit } from './limits.ts'
import { testConfig } from '../../test/support/config.ts'

const rate = { points: 2, per: 60_000 }

async function open(workers: number) {
  const time = { now: 1_000_000 }
  const lines: string[] = []
  const config = testConfig({ database: { url: 'sqlite::memory:' } })
  const log = await createLog(config.log, { write: (line) => void lines.push(line) })
  const db = await openDatabase(config.database.url, time.now, () => {})
  const limit = createLimit({ config, db, log, workers, clock: () => time.now }, 'wrong', rate)
  return { time, lines, limit, close: () => db.destroy() }
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
    await limit.spend('a')
    assert.deepEqual([await wait(limit, 'a'), await wait(limit, 'b')], [40, 0])
    time.now += 40_000
    assert.equal(await wait(limit, 'a'), 0)
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /"limit":"wrong","network":"a"/)
    await close()
  })
}

test('of more networks than anybody has at once, the first are forgotten', async () => {
  const { limit, close } = await open(1)
  for (const network of ['first', 'first', 'second', 'second']) await limit.spend(network)
  for (let at = 0; at < 49_999; at++) await limit.spend(String(at))
  assert.deepEqual([await wait(limit, 'first'), await wait(limit, 'second')], [0, 60])
  await close()
})
