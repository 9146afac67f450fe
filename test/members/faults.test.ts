import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { runHistories } from './run.ts'

/* Far more of them, and other ones each time: `npm run test:allowances`. */
describe('whatever is killed, three processes', { concurrency: true }, () => {
  for (const [turn, kind] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    test(
      `give a member no invitation more than the allowance, and none less, on ${kind}`,
      onDatabase(kind),
      async () => {
        const { kills } = await runHistories(kind, { runs: 3, seed: turn + 1 })
        assert.ok(kills > 0)
      },
    )
  }
})
