import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { auditResource } from '../../src/core/invites/resource.ts'
import { connect } from '../../src/store/database.ts'
import { listEvents } from '../../src/store/events.ts'
import { makeTables, migrate } from '../../src/store/migrate.ts'
import type { Database } from '../../src/store/schema.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openStores } from './stores.ts'

const former = [
  '001-invites',
  '002-second-step',
  '003-limits',
  '004-addresses',
  '005-rare-states',
  '006-due-redemptions',
]

const rows = [
  ['01', 'command line', 'made', 'i1', ''],
  ['02', 'api', 'changed', 'i1', 'max_uses, label'],
  ['03', 'module', 'paused', 'i1', 'paused_at'],
  ['04', 'system', 'settled: created', 'i1', '01m80ptwh4tm5gwc'],
  ['05', 'command line', 'settled: absent', 'i1', '01m80ptwh4tm5gwd'],
  ['06', 'system', 'imported', 'i1', ''],
] as const

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = needs('postgres')
  test(`the migrated audit has the same entries as events, on ${kind}`, parts, async () => {
    await using stores = await openStores()
    const url = await stores.fresh(kind)
    await using opened = await connect(url, () => {})
    await opened.db.transaction().execute(async (trx) => {
      const applied = former.map((name) => ({ name, applied_at: 1 }))
      await makeTables(trx, applied)
      await trx.insertInto('migrations').values(applied).execute()
    })
    for (const [id, actor, event, invite, detail] of rows)
      await insert(opened.db, { id, actor, event, invite, detail })
    await insert(opened.db, {
      id: '07',
      actor: 'command line',
      event: 'somebody forgotten',
      invite: null,
      detail: 'redemptions: 3',
    })
    await migrate(opened, 2)
    const told = (await listEvents(opened.db, 'i1')).toReversed().map(auditResource)
    assert.deepEqual(
      told.map(({ actor, event, detail }) => [actor, event, detail]),
      rows.map(([, actor, event, , detail]) => [actor, event, detail]),
    )
    const forgotten = await opened.db
      .selectFrom('events')
      .selectAll()
      .where('id', '=', '07')
      .executeTakeFirst()
    assert.deepEqual([forgotten?.kind, forgotten?.data], ['person.forgotten', '{"redemptions":3}'])
  })
}

interface Former {
  id: string
  actor: string
  event: string
  invite: string | null
  detail: string
}

async function insert(db: Database, { id, actor, event, invite, detail }: Former) {
  await sql`insert into audit (id, at, actor, event, invite_id, detail)
    values (${id}, 1, ${actor}, ${event}, ${invite}, ${detail})`.execute(db)
}
