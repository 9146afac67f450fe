import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { App } from '../../src/core/context.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import { runHistories } from './process-run.ts'

/* More of them, and other ones each time: `npm run test:ask`. */
for (const [seed, kind] of (['SQLite', 'PostgreSQL'] as const).entries()) {
  test(
    `two portals that are killed make one decision, one invitation and one mail of a request, on ${kind}`,
    onDatabase(kind, needs('synapse')),
    async () => {
      const { kills } = await runHistories(kind, { runs: 2 - seed, seed })
      assert.ok(kills > 0)
    },
  )
}

/** A decided request is open again, and may have several invitations. */
async function reopen({ db }: Pick<App, 'db'>): Promise<void> {
  await sql`drop index invites_of_request`.execute(db)
  await sql`create trigger sabotage after update of state on requests when new.state <> 'open'
    begin update requests set state = 'open' where id = new.id; end`.execute(db)
}

test('the judge notices a request that can be decided again', needs('synapse'), async () => {
  const sabotaged = runHistories('SQLite', { runs: 1, seed: 1, sabotage: reopen })
  await assert.rejects(sabotaged, (error: Error) => {
    assert.match(`${error.message} ${String(error.cause)}`, /ends: [2-9]/)
    return true
  })
})
