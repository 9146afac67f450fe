import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advance } from '../../src/core/invites/advance.ts'
import { inviteStatus } from '../../src/core/invites/invite.ts'
import { inviteStatuses } from '../../src/model/invite-status.ts'
import { findForList } from '../../src/store/invite-list.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { createInvite } from '../../src/core/invites/create.ts'
import { changeInvite, pauseInvite, revokeInvite } from '../../src/core/invites/invites.ts'
import { shellActor } from '../../src/model/actor.ts'

const hour = 3_600_000
const kinds = ['SQLite', 'PostgreSQL'] satisfies Kind[]

const all = { author: null, maker: '', state: null, text: '', before: undefined, limit: 100 }

/** Labels of a list, in order. */
async function labels({ app, time }: TestApi, filter: Partial<typeof all> = {}): Promise<string[]> {
  const rows = await findForList(app.db, { ...all, ...filter }, time.now)
  return rows.map(({ label }) => label)
}

/** Every state is found exactly, by the phases that are stored and the clock. */
async function assertStates({ app, time }: TestApi, when: string): Promise<void> {
  const rows = await app.db.selectFrom('invites').selectAll().orderBy('id', 'desc').execute()
  for (const state of inviteStatuses) {
    const found = await findForList(app.db, { ...all, state }, time.now)
    const wanted = rows.filter((row) => inviteStatus(row, time.now) === state)
    assert.deepEqual(
      found.map(({ label }) => label),
      wanted.map(({ label }) => label),
      `${state} ${when}`,
    )
  }
}

for (const kind of kinds) {
  test(
    `a list by state is exact before and after its job has run, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await openApi(kind)
      const { app, time } = api
      const make = (label: string, terms = {}) =>
        createInvite(app, { label, expiresAt: null, ...terms }, shellActor)
      await make('open')
      await make('soon over', { expiresAt: time.now + hour })
      await make('soon open', { opensAt: time.now + hour, expiresAt: time.now + 3 * hour })
      const { id: paused } = await make('paused', { expiresAt: time.now + 2 * hour })
      const { id: withdrawn } = await make('withdrawn', { expiresAt: time.now + hour })
      const { id: used } = await make('used', { uses: 1 })
      const { id: changed } = await make('changed', { expiresAt: time.now + hour })
      await pauseInvite(app, paused, shellActor)
      await revokeInvite(app, withdrawn, shellActor)
      await app.db.updateTable('invites').set({ used: 1 }).where('id', '=', used).execute()
      for (let at = 0; at < 5; at++) {
        await assertStates(api, `after ${at} hours`)
        await advance(app)
        await assertStates(api, `after ${at} hours, in time`)
        if (at === 1) await changeInvite(app, changed, { expiresAt: time.now + hour }, shellActor)
        await assertStates(api, `after ${at} hours, changed`)
        time.now += hour
      }
    },
  )

  test(
    `labels are found by their beginning, in order and in pages, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await openApi(kind)
      const { app } = api
      for (const label of ['chess', 'Choir', 'choir', 'Chör', 'ch_ir', 'Zoo', '', 'Ch']) {
        await createInvite(app, { label }, shellActor)
      }
      assert.deepEqual(await labels(api, { text: 'cho' }), ['Choir', 'choir'])
      assert.deepEqual(await labels(api, { text: 'CH_' }), ['ch_ir'])
      assert.deepEqual(await labels(api, { text: '%' }), [])
      const seen: string[] = []
      let before: string | undefined
      for (let turn = 0; turn < 10; turn++) {
        const [row] = await findForList(app.db, { ...all, text: 'ch', limit: 1, before }, 0)
        if (!row) break
        seen.push(row.label)
        before = row.id
      }
      assert.deepEqual(seen, ['Ch', 'ch_ir', 'chess', 'Choir', 'choir', 'Chör'])
    },
  )
}
