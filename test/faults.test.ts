import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { coveringHistories } from './faults/history.ts'
import { points } from './faults/points.ts'
import { inWorld } from './faults/run.ts'
import { needs } from './support/parts.ts'
import type { Kind } from './support/portal.ts'

/* Far more of them, and other ones each time: `npm run test:faults`. */
const runs = 8

const parts = needs('synapse', 'postgres')

describe('whatever breaks', { concurrency: true, ...parts }, () => {
  const met = new Set<string>()

  for (const [turn, database] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    test(`no invitation makes an account too many, on ${database}`, async () => {
      const given = coveringHistories().filter((_, index) => index % 2 === turn)
      const { fired } = await inWorld({ database }, { given, runs, seed: turn + 1 })
      for (const [point, times] of fired) if (times > 0) met.add(point)
    })
  }

  after(() =>
    assert.deepEqual(
      points.filter((point) => !met.has(point)),
      [],
      'not every fault point was met',
    ),
  )
})
