import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { points } from './history.ts'
import { runIntroductions } from './run.ts'

/* Far more of them, and other ones each time: `npm run test:faults -- --driver introductions`. */
describe('whatever breaks, with three portals', { concurrency: true }, () => {
  for (const [turn, database] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    test(
      `everybody who joins is once in each room, under the name they typed, on ${database}`,
      onDatabase(database, needs('synapse-of-histories')),
      async () => {
        const faults = points.filter((_, index) => index % 2 === turn)
        const options = { database, runs: 10, seed: turn + 1, replicas: 3, faults }
        const { kills } = await runIntroductions(options)
        assert.ok(kills > 0)
      },
    )
  }
})
