import { describe, test } from 'node:test'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { backends, type BackendChoice } from './backends.ts'
import { inWorld } from './run.ts'

/* Every driver, a few histories each; through all fault points, and far more: `npm run test:faults`. */
const runs = 10

const { synapse: _, ...rest } = backends
const others: BackendChoice[] = Object.values(rest)

const parts = needs('synapse', 'postgres', 'dendrite')

describe(
  'whatever breaks, no invitation makes an account too many',
  { concurrency: 3, ...parts },
  () => {
    for (const [turn, database] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
      for (const { by, open } of others) {
        test(`by ${by}, on ${database}`, async () => {
          await inWorld({ database, backend: await open() }, { through: [], runs, seed: turn + 8 })
        })
      }
    }
  },
)
