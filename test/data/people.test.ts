import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { firstIdAt } from '../../src/shared/ids.ts'
import { purge } from '../../src/core/people/purge.ts'
import { openDatabase } from '../../src/store/database.ts'
import { findById } from '../../src/store/invites.ts'
import { newlyInvited } from '../../src/store/invited-accounts.ts'
import { purgeBatch } from '../../src/store/purge.ts'
import { newlyHeld } from '../../src/store/redemptions.ts'
import type { RedemptionRow } from '../../src/store/redemption-rows.ts'
import { type Database, type OpenDatabase } from '../../src/store/schema.ts'
import { inviteDefaults } from '../../src/store/invite-row.ts'
import { json, output } from '../support/command.ts'
import { testConfig } from '../support/config.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, synapse } from '../support/parts.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { openStores } from './stores.ts'

const day = 24 * 60 * 60_000
const password = 'correct horse battery'

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = onDatabase(kind, needs('synapse'))

  test(
    `a forgotten person is in no row and no byte of ${kind}, and still counts as a use`,
    parts,
    async () => {
      await using stores = await openStores()
      const databaseUrl = await stores.fresh(kind)
      const [name, staying] = [newName(), newName()]
      const invite = await registered(databaseUrl, [name, staying])
      const user = `@${name}:${synapse().serverName}`
      assert.match(output(await stores.run(databaseUrl, 'people', 'forget', user)), /was erased/)
      const shown = json(await stores.run(databaseUrl, 'invites', 'show', invite, '--json'))
      const joined = shown['joined'] as { user_id: string | null }[]
      assert.equal(shown['used'], 2)
      const names = new Set(joined.map(({ user_id: id }) => id))
      assert.deepEqual(names, new Set([`@${staying}:${synapse().serverName}`, null]))
      const text = output(await stores.run(databaseUrl, 'invites', 'show', invite))
      assert.match(text, /\(forgotten\)/)
      assert.doesNotMatch(await everything(databaseUrl), new RegExp(name))
      const again = output(await stores.run(databaseUrl, 'people', 'forget', user))
      assert.match(again, /^No data about/)
    },
  )

  test(
    `nobody can be forgotten on ${kind} while their redemption is undecided`,
    parts,
    async () => {
      await using stores = await openStores()
      const url = await stores.fresh(kind)
      await withDatabase(url, async (db) => {
        await addInvite(db)
        await addRedemptions(db, [{ id: 'open1', localpart: 'ana', ended_at: null }])
      })
      const refused = await stores.run(url, 'people', 'forget', 'ana')
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, /Decide it first: latchkey redemptions resolve open1/)
      output(await stores.run(url, 'redemptions', 'resolve', 'open1', 'absent'))
      output(await stores.run(url, 'people', 'forget', 'ana'))
      const none = await stores.run(url, 'people', 'forget', '@ana elsewhere.example:x')
      assert.equal(none.code, 2)
    },
  )

  test(
    `a Matrix account of another server is forgotten on ${kind} by its address`,
    parts,
    async () => {
      await using stores = await openStores()
      const url = await stores.fresh(kind)
      await withDatabase(url, async (db) => {
        await addInvite(db)
        await db.insertInto('invited_accounts').values(elsewhere('@Eva:other.example')).execute()
      })
      const said = output(await stores.run(url, 'people', 'forget', '@Eva:Other.example'))
      assert.match(said, /was erased/)
      assert.doesNotMatch(await everything(url), /Eva/)
    },
  )

  test(
    `what is older than its retention is deleted from ${kind}, also by several purges at once`,
    onDatabase(kind),
    async () => {
      await using stores = await openStores()
      const url = await stores.fresh(kind)
      const now = Date.now()
      await withDatabase(url, async (db) => {
        await addInvite(db)
        const old = Array.from({ length: 3 * purgeBatch + 1 }, (_, at) =>
          ageing(now - 40 * day, at),
        )
        await addRedemptions(db, old)
        await addAccounts(db, old)
        await addAccounts(db, [{ ...ageing(now - 40 * day, 7e5), localpart: 'guest' }], now)
        await addRedemptions(db, [
          ageing(now - 5 * day, 0),
          { ...ageing(now - 40 * day, 9e5), ended_at: now },
        ])
        await addRedemptions(db, [{ ...ageing(now - 40 * day, 8e5), ended_at: null }])
        const entries = [...old, ageing(now - 5 * day, 1)].map(({ id, held_at: at }) =>
          entry(id, at),
        )
        await db.insertInto('events').values(entries).execute()
      })
      const config = testConfig({ retention: { redemptions: 30 * day, audit: 30 * day } })
      await withDatabase(url, async (db) => {
        const one = () => purge({ config, db, clock: () => now })
        await Promise.all([one(), one(), one()])
        const left = await db.selectFrom('redemptions').select('id').execute()
        assert.equal(left.length, 3)
        assert.equal((await db.selectFrom('events').select('id').execute()).length, 1)
        assert.equal((await findById(db, 'i1'))?.used, 3)
        const accounts = await db.selectFrom('accounts').select('localpart').execute()
        assert.deepEqual(
          accounts.map(({ localpart }) => localpart),
          ['guest'],
        )
      })
      assert.match(output(await stores.run(url, 'people', 'forget', 'guest')), /was erased/)
      await withDatabase(url, async (db) => {
        const accounts = await db.selectFrom('accounts').select('localpart').execute()
        assert.deepEqual(
          accounts.map(({ localpart }) => localpart),
          [''],
        )
      })
    },
  )
}

async function registered(databaseUrl: string, names: string[]): Promise<string> {
  await using portal = await openPortal({ databaseUrl })
  const { code, id } = await portal.invite({ uses: 5 })
  await portal.app.db
    .insertInto('matrix_registration_addresses')
    .values({ invite_id: id, address: '192.0.2.77' })
    .execute()
  for (const name of names) {
    const reply = await join(newVisitor(portal.url), code, { name, password })
    assert.equal(reply.status, 303)
  }
  return id
}

/** The bytes of the SQLite file; every row of PostgreSQL. */
async function everything(url: string): Promise<string> {
  if (url.startsWith('sqlite:')) return readFile(url.slice('sqlite:'.length), 'latin1')
  return withDatabase(url, async (db) => {
    const tables = [
      'redemptions',
      'accounts',
      'invited_accounts',
      'events',
      'matrix_registration_addresses',
    ] as const
    const rows = await Promise.all(
      tables.map((table) => db.selectFrom(table).selectAll().execute()),
    )
    return JSON.stringify(rows)
  })
}

async function withDatabase<T>(url: string, work: (db: OpenDatabase) => Promise<T>): Promise<T> {
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

async function addInvite(db: Database): Promise<void> {
  const made = { id: 'i1', code: 'c1', created_at: 0, created_by: 'api' }
  const invite = { ...inviteDefaults, ...made, used: 3, held: 1 }
  await db.insertInto('invites').values(invite).execute()
}

function elsewhere(address: string) {
  const facts = { id: 'a1', invite_id: 'i1', invited_by: 'api', profile_id: null, held_at: 0 }
  return newlyInvited({ ...facts, address, attempt: null })
}

type Ageing = Pick<RedemptionRow, 'id' | 'localpart' | 'ended_at'> & { held_at?: number }

async function addRedemptions(db: Database, rows: Ageing[]): Promise<void> {
  const held = { invite_id: 'i1', attempt: null, held_at: 0 }
  const whole = rows.map((row) => ({ ...newlyHeld({ ...held, ...row }), ...row }))
  await db.insertInto('redemptions').values(whole).execute()
}

/** `endsAt`: the end of guests' accounts, not reached yet. */
async function addAccounts(
  db: Database,
  rows: readonly { id: string; localpart: string; held_at: number }[],
  endsAt: number | null = null,
): Promise<void> {
  const accounts = rows.map(({ id, localpart, held_at }) => ({
    redemption_id: id,
    localpart,
    invite_id: 'i1',
    invited_by: 'api',
    made_at: held_at,
    ends_at: endsAt,
  }))
  await db.insertInto('accounts').values(accounts).execute()
}

function ageing(at: number, index: number) {
  const id = firstIdAt(at) + String(index).padStart(6, '0')
  return { id, localpart: `name${index}`, held_at: at, ended_at: at }
}

function entry(id: string, at: number) {
  const actor = { actor_kind: 'operator', actor_id: null, via: 'api' } as const
  return { id, at, ...actor, kind: 'invite.made' as const, subject: 'i1', data: '{}' }
}
