import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from '../support/parts.ts'
import { points } from './history.ts'
import { runIntroductions } from './run.ts'

/* Far more of them, and other ones each time: `npm run test:faults -- --driver introductions`. */
test(
  'whatever breaks, everybody who joins is once in each room under their name, on SQLite',
  needs('synapse-of-histories'),
  async () => {
    const faults = points.filter((_, index) => index % 2 === 0)
    const options = { runs: 10, seed: 1, replicas: 3, faults }
    const { kills } = await runIntroductions({ database: 'SQLite', ...options })
    assert.ok(kills > 0)
  },
)
