import { describe, test } from 'node:test'
import { sharedSynapse } from './faults/backends.ts'
import { pointsOf } from './faults/points.ts'
import { inWorld } from './faults/run.ts'
import { onDatabase } from './support/databases.ts'
import { needs } from './support/parts.ts'
import type { Kind } from './support/portal.ts'

/* Far more of them, and other ones each time: `npm run test:faults`. */
const runs = 12

describe('whatever breaks', { concurrency: true }, () => {
  for (const [turn, database] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    test(
      `no invitation makes more accounts than its uses, on ${database}`,
      onDatabase(database, needs('synapse-of-histories')),
      async () => {
        const backend = await sharedSynapse()
        const points = pointsOf(backend.kinds, false)
        const through = points.filter((_, index) => index % 2 === turn)
        await inWorld({ database, backend }, { through, runs, seed: turn + 1 })
      },
    )
  }
})
