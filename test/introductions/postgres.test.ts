import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from '../support/parts.ts'
import { points } from './history.ts'
import { runIntroductions } from './run.ts'

test(
  'whatever breaks, everybody who joins is once in each room under their name, on PostgreSQL',
  needs('synapse-of-histories', 'postgres'),
  async () => {
    const faults = points.filter((_, index) => index % 2 === 1)
    const options = { runs: 10, seed: 2, replicas: 3, faults }
    const { kills } = await runIntroductions({ database: 'PostgreSQL', ...options })
    assert.ok(kills > 0)
  },
)
