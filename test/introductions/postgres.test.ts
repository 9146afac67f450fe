import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from '../support/parts.ts'
import { pointsOf } from './history.ts'
import { drivers, runIntroductions } from './run.ts'

const parts = {
  'synapse-admin': needs('synapse-of-histories', 'postgres'),
  synapse: needs('synapse-of-histories', 'postgres'),
}

for (const driver of Object.keys(parts) as (keyof typeof parts)[]) {
  test(
    `whatever breaks, everybody who joins is once in each room under their name, by ${driver} on PostgreSQL`,
    parts[driver],
    async () => {
      const faults = pointsOf(drivers[driver]).filter((_, index) => index % 2 === 1)
      const runs = driver === 'synapse-admin' ? 8 : 4
      const options = { driver, runs, seed: 2, replicas: 3, faults }
      const { kills } = await runIntroductions({ database: 'PostgreSQL', ...options })
      assert.ok(kills > 0)
    },
  )
}
