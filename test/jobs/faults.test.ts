import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { runHistories } from './run.ts'

/* Far more of them, and other ones each time: `npm run test:jobs`. */
describe('whatever breaks, three processes with wrong clocks', { concurrency: true }, () => {
  for (const [turn, kind] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    const parts = kind === 'SQLite' ? {} : needs('postgres')
    test(`lose no job and make no effect for nothing, on ${kind}`, parts, async () => {
      const { kills } = await runHistories(kind, { runs: 2, seed: turn + 1 })
      assert.ok(kills > 0)
    })
  }
})
