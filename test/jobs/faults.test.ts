import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { waitFor } from '../../src/shared/wait.ts'
import { startPostgres } from '../../tools/postgres.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { type History, skews, type Work } from './history.ts'
import { startOutside } from './outside.ts'
import { happens, runHistories } from './run.ts'
import { openStoreAt } from './store.ts'
import { startWorkers } from './workers.ts'

/* Far more of them, and other ones each time: `npm run test:jobs`. */
describe('whatever breaks, three processes with wrong clocks', { concurrency: true }, () => {
  for (const [turn, kind] of (['SQLite', 'PostgreSQL'] satisfies Kind[]).entries()) {
    const parts = kind === 'SQLite' ? {} : needs('postgres')
    test(`lose no job and repeat no effect without a reason, on ${kind}`, parts, async () => {
      const { kills } = await runHistories(kind, { runs: 2, seed: turn + 1 })
      assert.ok(kills > 0)
    })
  }
})

/** Some take longer than a restart, some are retried soon. */
const someOfBoth: History = {
  works: Array.from({ length: 20 }, (_, at): Work => ({
    script: at % 3 === 0 ? ['slow'] : ['cut after'],
    twice: false,
    undone: false,
  })),
}

test('a restart of PostgreSQL loses no job', needs('postgres'), async () => {
  const postgres = await startPostgres()
  try {
    await using store = await openStoreAt(await postgres.createDatabase())
    await using outside = await startOutside()
    await using workers = await startWorkers(store, outside, { skews })
    await happens(store, outside, someOfBoth, async () => {
      const amid = await waitFor(20_000, async () => outside.calls[6])
      assert.ok(amid, 'some are under way')
      await postgres.restart()
      // Their results may not have been written: the judge treats that like a kill.
      for (const { pid } of outside.calls) outside.isKilled(pid)
    })
    assert.ok(!workers.died(), workers.logged())
  } finally {
    await postgres.stop()
  }
})
