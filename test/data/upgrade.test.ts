import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { connect, openDatabase } from '../../src/store/database.ts'
import { makeTables } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations/list.ts'
import type { AccountRow, RedemptionRow } from '../../src/store/redemption-rows.ts'
import { output } from '../support/command.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openStores, type Stores } from './stores.ts'

const kinds: Kind[] = ['SQLite', 'PostgreSQL']
const names = migrations.map(({ name }) => name)

for (const kind of kinds) {
  const parts = onDatabase(kind, needs('synapse'))

  test(
    `a ${kind} database of every earlier version is migrated and keeps its rows`,
    parts,
    async () => {
      await using stores = await openStores()
      for (let count = 1; count < names.length; count++) {
        const url = await ofVersion(stores, kind, names.slice(0, count))
        const listed = output(await stores.run(url, 'invites', 'list'))
        assert.match(listed, /active +1\/5 .*Choir/, names[count - 1])
        output(await stores.run(url, 'invite'))
        const db = await openDatabase(url, Date.now(), () => {})
        const applied = await db.selectFrom('migrations').select('name').orderBy('name').execute()
        assert.deepEqual(
          applied.map(({ name }) => name),
          names,
        )
        const [redemption] = await db.selectFrom('redemptions').selectAll().orderBy('id').execute()
        assert.deepEqual([redemption?.localpart, redemption?.outcome], ['ana', 'created'])
        const accounts = await db.selectFrom('accounts').selectAll().execute()
        assert.deepEqual(
          accounts.map((row) => ({ ...row })),
          [accountOf(redemption)],
        )
        await db.destroy()
      }
    },
  )

  test(
    `a ${kind} database of a newer version is used, or refused if a migration requires that`,
    parts,
    async () => {
      await using stores = await openStores()
      const url = await stores.fresh(kind)
      output(await stores.run(url, 'invite'))
      await addMigration(url, '998-later', '0.0.9')
      output(await stores.run(url, 'invite'))
      const doubtful = await stores.run(url, 'doctor')
      assert.match(doubtful.stdout, /! A newer Latchkey has changed the tables of the database/)
      await addMigration(url, '999-later', '97.5.1')
      for (const command of ['serve', 'invite']) {
        const { code, stderr } = await stores.run(url, command)
        assert.equal(code, 1)
        assert.match(
          stderr,
          /can't be opened: a newer Latchkey has .* need version 97\.5\.1 or later/,
        )
      }
      const { code, stdout } = await stores.run(url, 'doctor')
      assert.equal(code, 1)
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /✗ The database .* needs Latchkey 97\.5\.1 or later/,
      )
    },
  )
}

/** The account that the migration creates from a redemption. */
function accountOf(redemption: RedemptionRow | undefined): AccountRow {
  return {
    redemption_id: redemption?.id ?? '',
    localpart: 'ana',
    invite_id: redemption?.invite_id ?? '',
    invited_by: 'api',
    profile_id: null,
    made_at: 2,
    ends_at: null,
    grace_ms: null,
    extended_at: null,
    suspended_at: null,
    ended_at: null,
    app_opened_at: null,
    reminded_days: null,
  }
}

/** A database of a version with only these migrations, and an invitation that was used once. */
async function ofVersion(stores: Stores, kind: Kind, applied: string[]): Promise<string> {
  const url = await stores.fresh(kind)
  await using place = await connect(url, () => {})
  await place.db.transaction().execute(async (trx) => {
    await makeTables(
      trx,
      applied.map((name) => ({ name })),
    )
    await trx
      .insertInto('migrations')
      .values(applied.map((name) => ({ name, applied_at: 1 })))
      .execute()
    // Without the columns of later migrations.
    const id = '01hzzzzzzzabcdef'
    await sql`insert into invites (id, code, label, max_uses, used, held, created_at, created_by)
      values (${id}, 'choir', 'Choir', 5, 1, 0, 1, 'api')`.execute(trx)
    await sql`insert into redemptions (id, invite_id, localpart, held_at, ended_at, outcome)
      values ('01hzzzzzzzghjkmn', ${id}, 'ana', 1, 2, 'created'),
        ('01hzzzzzzzghjkmp', ${id}, 'ben', 1, 2, 'refused')`.execute(trx)
    if (applied.includes('013-accounts')) {
      await sql`insert into accounts (redemption_id, localpart, invite_id, invited_by, made_at)
        values ('01hzzzzzzzghjkmn', 'ana', ${id}, 'api', 2)`.execute(trx)
    }
  })
  return url
}

async function addMigration(url: string, name: string, oldest: string): Promise<void> {
  await using place = await connect(url, () => {})
  await place.db
    .insertInto('migrations')
    .values({ name, applied_at: 3, oldest_program: oldest })
    .execute()
}
