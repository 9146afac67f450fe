import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../src/store/database.ts'
import { newlyHeld } from '../../src/store/redemptions.ts'
import type { Database } from '../../src/store/schema.ts'
import { output } from '../support/command.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { openStores } from './stores.ts'

const password = 'correct horse battery'

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = onDatabase(kind, needs('synapse'))

  test(
    `somebody who joins on ${kind} leaves an account with its grant, and an event without a name`,
    parts,
    async () => {
      await using portal = await openPortal({ database: kind })
      const { db } = portal.app
      const { id: invite, code } = await portal.invite()
      await db
        .insertInto('profiles')
        .values({
          id: 'p1',
          name: 'club',
          rooms: '[]',
          greeting: '{}',
          direct_message: 0,
          deleted_at: null,
          is_default: 1,
        })
        .execute()
      await db.updateTable('invites').set({ profile_id: 'p1' }).where('id', '=', invite).execute()
      const name = newName()
      const visitor = newVisitor(portal.url)
      assert.equal((await join(visitor, code, { name, password })).status, 303)
      assert.equal((await join(visitor, code, { name, password })).status, 303)
      const [account, ...others] = await db.selectFrom('accounts').selectAll().execute()
      assert.ok(account)
      assert.equal(others.length, 0)
      const { redemption_id: id, localpart, profile_id: profile, ends_at: end } = account
      const { invite_id, invited_by } = account
      assert.deepEqual(
        [localpart, invite_id, invited_by, profile, end],
        [name, invite, 'command line', 'p1', null],
      )
      assert.deepEqual(await madeEvents(db), [[id, 'newcomer', 'portal', `{"invite":"${invite}"}`]])
    },
  )

  test(`a redemption that an operator decides leaves the same rows on ${kind}`, parts, async () => {
    await using stores = await openStores()
    const url = await stores.fresh(kind)
    output(await stores.run(url, 'invite'))
    const db = await openDatabase(url, Date.now(), () => {})
    const { id: invite } = await db.selectFrom('invites').select('id').executeTakeFirstOrThrow()
    const [made, absent] = ['01hzzzzzzzghjkmn', '01hzzzzzzzghjkmp']
    const held = { invite_id: invite, attempt: null, held_at: 1 }
    for (const [id, localpart] of [
      [made, 'ana'],
      [absent, 'ben'],
    ] as const) {
      const row = newlyHeld({ ...held, id, localpart })
      await db.insertInto('redemptions').values(row).execute()
    }
    await db.updateTable('invites').set({ held: 2 }).execute()
    output(await stores.run(url, 'redemptions', 'resolve', made, 'created'))
    output(await stores.run(url, 'redemptions', 'resolve', absent, 'absent'))
    const accounts = await db.selectFrom('accounts').selectAll().execute()
    assert.deepEqual(
      accounts.map((row) => [row.redemption_id, row.localpart]),
      [[made, 'ana']],
    )
    assert.deepEqual(await madeEvents(db), [[made, 'shell', 'cli', `{"invite":"${invite}"}`]])
    await db.destroy()
  })
}

/** Subject, actor, door and data of each. */
async function madeEvents(db: Database): Promise<unknown[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('kind', '=', 'account.made')
    .execute()
  return rows.map(({ subject, actor_kind: actor, via, data }) => [subject, actor, via, data])
}
