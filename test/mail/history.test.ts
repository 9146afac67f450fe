import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { onDatabase } from '../support/databases.ts'
import { runHistories } from './history.ts'

/* Far more of them, and other ones each time: `npm run test:mail`. */
describe('two processes, kills, and a mail server with faults', { concurrency: true }, () => {
  for (const [turn, kind] of (['SQLite', 'PostgreSQL'] as const).entries()) {
    test(
      `lose no mail, and double none without a reason, on ${kind}`,
      onDatabase(kind),
      async () => {
        const { kills } = await runHistories(kind, { runs: 2, seed: turn + 1 })
        assert.ok(kills > 0)
      },
    )
  }
})

for (const [sabotage, problem] of [
  ['early', /waiting, and should be sent/],
  ['twice', /doubled for nothing/],
] as const) {
  test(`the judge notices a queue that is sabotaged: ${sabotage}`, async () => {
    await assert.rejects(runHistories('SQLite', { runs: 1, seed: 1, sabotage }), (error: Error) => {
      assert.match(`${error.message} ${String(error.cause)}`, problem)
      return true
    })
  })
}
