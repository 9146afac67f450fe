import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { acquireLease, renewLease } from '../../src/store/leases.ts'
import { holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import { withLease } from '../../src/work/lease.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal, type TestPortal } from '../support/portal.ts'
import { skews } from './history.ts'
import { startOutside } from './outside.ts'
import { openStore, passTime } from './store.ts'
import { startWorkers } from './workers.ts'

const makeId = () => newId(Date.now(), randomBytes)

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`a lease on ${kind}`, kind === 'SQLite' ? {} : needs('postgres'), () => {
    test('is held by one of three processes with wrong clocks, and is taken over after a kill', async () => {
      await using store = await openStore(kind)
      await using outside = await startOutside()
      const name = 'poller'
      outside.script(new Map([[name, [...Array(6), 'killed after', ...Array(6), 'killed before']]]))
      const lease = { name, ttlMs: 2_000, restMs: 0 }
      await using workers = await startWorkers(store, outside, { skews, lease })
      const isLong = async () => (outside.calls.length > 20 ? true : undefined)
      assert.ok(await waitFor(60_000, isLong), `${outside.calls.length} turns`)
      assert.deepEqual(outside.overlaps, [])
      assert.equal(workers.kills(), 2)
      assert.ok(new Set(outside.calls.map(({ pid }) => pid)).size > 1)
      assert.ok(!workers.died(), workers.logged())
    })

    test('expires, is renewed by its holder only, and is free after the clock was set back', async () => {
      await using store = await openStore(kind)
      const { db } = store
      const [first, second] = [makeId(), makeId()]
      assert.ok(await acquireLease(db, of(first)))
      await passTime(db, 25_000)
      assert.ok(!(await acquireLease(db, of(second))))
      assert.ok(await renewLease(db, of(first)))
      await passTime(db, 25_000)
      assert.ok(!(await acquireLease(db, of(second))))
      await passTime(db, 5_000)
      assert.ok(await acquireLease(db, of(second)))
      assert.ok(!(await renewLease(db, of(first))))
      await passTime(db, -3_600_000)
      assert.ok(await acquireLease(db, of(first)))
    })

    test('that cannot be renewed ends the work before another process can begin', async () => {
      await using store = await openStore(kind)
      const { db } = store
      const terms = { name: 'one', ttlMs: 600, restMs: 0 }
      const told = Promise.withResolvers<boolean>()
      const isHeld = await withLease(db, { ...terms, holder: makeId() }, async (lost) => {
        await db.deleteFrom('leases').execute()
        lost.addEventListener('abort', () => told.resolve(true))
        await told.promise
      })
      assert.ok(isHeld)
    })
  })

  test(
    `a portal that has seen an open redemption for long enough settles it, on ${kind}`,
    kind === 'SQLite' ? {} : needs('postgres'),
    async () => {
      await using store = await openStore(kind)
      const elapsed = [0, 0]
      const open = (at: number) => openWatching(store.url, () => elapsed[at] ?? 0)
      await using first = await open(0)
      await using second = await open(1)
      await leaveOpen(first)
      assert.deepEqual([await turn(first, 0), await turn(second, 0)], [false, false])
      elapsed[0] = first.app.config.homeserver.settleAfter
      // The second has not watched for long enough: it leaves the lease to the first.
      assert.deepEqual([await turn(second, 7_000), await turn(first, 7_000)], [false, true])
      assert.equal(await outcomeOf(first), 'absent')
    },
  )
}

test('a program that mounts the portal settles what is open, until it stops', async () => {
  await using store = await openStore('SQLite')
  await using portal = await openWatching(store.url, () => 0, { settleAfter: 0 })
  await leaveOpen(portal)
  const stop = portal.app.work()
  assert.equal(portal.app.work(), stop)
  assert.equal(await waitFor(10_000, () => outcomeOf(portal)), 'absent')
  await stop()
})

/** A place held by a portal that was killed before it requested the account. */
async function leaveOpen({ app, invite }: TestPortal): Promise<void> {
  const { id } = await invite()
  const held = { invite_id: id, localpart: 'ana', attempt: null, held_at: Date.now() }
  const row = newlyHeld({ id: makeId(), ...held })
  await app.db.transaction().execute(async (trx) => {
    assert.ok(await holdPlace(trx, id, Date.now()))
    assert.ok(await insertHeld(trx, row))
  })
}

async function outcomeOf({ app }: TestPortal): Promise<string | undefined> {
  const row = await app.db.selectFrom('redemptions').select('outcome').executeTakeFirst()
  return row?.outcome ?? undefined
}

/** One round of settling under the lease; returns whether it acted. */
async function turn({ app }: TestPortal, restMs: number): Promise<boolean> {
  let acted = false
  const terms = { name: 'settle', ttlMs: 30_000, restMs }
  await settle(app, async (work) => {
    acted = await withLease(app.db, { ...terms, holder: makeId() }, work)
  })
  return acted
}

/** The periods in which a lease was held. */
function of(holder: string) {
  return { name: 'one', holder, ttlMs: 30_000, longestMs: 60_000 }
}

function openWatching(
  databaseUrl: string,
  elapsed: () => number,
  homeserver: { settleAfter?: number } = {},
): Promise<TestPortal> {
  const nowhere = { url: 'http://127.0.0.1:9', serverName: 'example.org' }
  const settings = { homeserver: { ...nowhere, ...homeserver } }
  return openPortal({ databaseUrl, settings, clock: Date.now, elapsed })
}
