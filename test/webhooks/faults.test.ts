import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { runHistories } from './play.ts'

/* Far more of them, and other ones each time: `npm run test:webhooks`. */
describe('whatever breaks', { concurrency: true }, () => {
  for (const [turn, kind] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    test(
      `each event arrives at each endpoint that wants it, of three processes on ${kind}`,
      onDatabase(kind),
      async () => {
        const { kills } = await runHistories(kind, { runs: 2, seed: turn + 1 })
        assert.ok(kills > 0)
      },
    )
  }
  test('the judge notices a program that forgets failures', async () => {
    const playing = runHistories('SQLite', { runs: 1, seed: 1, sabotage: 'forgets failures' })
    await assert.rejects(playing, (error) => /never arrived/.test(inspect(error)))
  })
})
