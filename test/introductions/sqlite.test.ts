import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from '../support/parts.ts'
import { pointsOf } from './history.ts'
import { drivers, runIntroductions } from './run.ts'

const parts = {
  'synapse-admin': needs('synapse-of-histories'),
  synapse: needs('synapse-of-histories'),
}

/* Far more of them, and other ones each time: `npm run test:faults -- --driver introductions`. */
for (const driver of Object.keys(parts) as (keyof typeof parts)[]) {
  test(
    `whatever breaks, everybody who joins is once in each room under their name, by ${driver} on SQLite`,
    parts[driver],
    async () => {
      const faults = pointsOf(drivers[driver]).filter((_, index) => index % 2 === 0)
      const runs = driver === 'synapse-admin' ? 8 : 4
      const options = { driver, runs, seed: 1, replicas: 3, faults }
      const { kills } = await runIntroductions({ database: 'SQLite', ...options })
      assert.ok(kills > 0)
    },
  )
}
