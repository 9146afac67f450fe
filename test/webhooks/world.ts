import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { commitAtPress } from '../../src/core/redemption/commit.ts'
import type { Webhook } from '../../src/ports/webhooks.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import { messageHandlers } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { messageTerms } from '../../src/work/terms.ts'
import { passTime } from '../jobs/store.ts'
import { type Kind, openPortal } from '../support/portal.ts'

/** A portal that posts to these webhooks. */
export async function openHooked(kind: Kind, webhooks: Webhook[]) {
  const portal = await openPortal({
    database: kind,
    settings: { homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' }, webhooks },
  })
  const { app, invite } = portal
  const stop = startQueue(app, { ...messageTerms, handlers: messageHandlers, pollMs: 25 })

  /** Somebody joins; returns the id of their account. */
  const join = async (localpart: string) => {
    const { id: invite_id } = await invite({ label: 'Choir' })
    const id = newId(Date.now(), randomBytes)
    const facts = { id, invite_id, localpart, attempt: null, held_at: Date.now() }
    await app.db.transaction().execute(async (trx) => {
      assert.ok(await holdPlace(trx, invite_id, Date.now()))
      assert.ok(await insertHeld(trx, newlyHeld(facts)))
    })
    await commitAtPress(app, id, {})
    return id
  }
  const deliveries = () =>
    app.db.selectFrom('jobs').selectAll().where('kind', '=', 'webhook').execute()

  /** Until no delivery is due now. */
  const quiet = async () => {
    const isQuiet = await waitFor(20_000, async () => {
      const rows = await deliveries()
      const now = Date.now()
      const open = rows.filter((row) => row.done_at === null && row.dead_at === null)
      return open.every((row) => row.due_at > now && row.claimed_by === null) || undefined
    })
    assert.ok(isQuiet, 'no delivery is due')
  }

  /** Time passes by the database's clock. */
  const later = async (ms: number) => {
    await quiet()
    const earlier = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(ms)}`
    await app.db
      .updateTable('webhooks')
      .set({ failing_since: earlier('failing_since'), retry_at: earlier('retry_at') })
      .execute()
    await passTime(app.db, ms)
    await quiet()
  }
  const close = async () => {
    await stop()
    await portal[Symbol.asyncDispose]()
  }
  return { portal, app, invite, join, deliveries, quiet, later, [Symbol.asyncDispose]: close }
}
