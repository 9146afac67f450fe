import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { pauseInvite, resumeInvite, revokeInvite } from '../../src/core/invites/invites.ts'
import { undoableChange, undoChange } from '../../src/core/invites/undo.ts'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { type Actor, adminActor, shellActor } from '../../src/model/actor.ts'
import { onDatabase } from '../support/databases.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { output, workplace } from '../support/command.ts'
import type { Kind } from '../support/portal.ts'
import { addMember, outcome } from './members.ts'

const ana: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }
const ben: Actor = { kind: 'moderator', id: '@ben:example.org', via: 'console' }

/** Lets a minute pass by the database's clock. */
async function passMinute({ app }: TestApi): Promise<void> {
  const rows = await app.db.selectFrom('events').select(['id', 'data']).execute()
  for (const { id, data } of rows) {
    const { undo_until: until, ...rest } = JSON.parse(data)
    const passed = JSON.stringify({ ...rest, undo_until: Number(until) - 60_000 })
    if (until)
      await app.db.updateTable('events').set({ data: passed }).where('id', '=', id).execute()
  }
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `a withdrawal or a pause is undone for a minute, by its author, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await openApi(kind)
      const { app } = api
      for (const act of [revokeInvite, pauseInvite]) {
        const { id } = await createInvite(app, {}, ben)
        await act(app, id, ben)
        const { event = '', leftMs = 0 } = (await undoableChange(app.db, id, ben)) ?? {}
        assert.ok(leftMs > 50_000 && leftMs <= 60_000)
        assert.equal(await undoableChange(app.db, id, shellActor), undefined)
        assert.equal(await outcome(undoChange(app, id, event, shellActor)), 'undo_over')
        assert.equal(await outcome(undoChange(app, id, '0'.repeat(26), ben)), 'undo_over')
        const { paused_at, revoked_at } = await undoChange(app, id, event, ben)
        assert.deepEqual([paused_at, revoked_at], [null, null])
        assert.equal(await outcome(undoChange(app, id, event, ben)), 'undo_over')
        await act(app, id, ben)
        await passMinute(api)
        assert.equal(await outcome(undoChange(app, id, null, ben)), 'undo_over')
      }
    },
  )
}

test('nothing is undone that changed since, or that was so before', async () => {
  await using api = await openApi()
  const { app } = api
  const { id } = await createInvite(app, {}, ben)
  await pauseInvite(app, id, ben)
  await pauseInvite(app, id, ben)
  assert.equal(await outcome(undoChange(app, id, null, ben)), 'undo_over', 'it was paused before')
  await resumeInvite(app, id, ben)
  await revokeInvite(app, id, ben)
  await pauseInvite(app, id, adminActor)
  assert.equal(await outcome(undoChange(app, id, null, ben)), 'undo_over')
})

test('undoing a withdrawal takes room in the allowance', async () => {
  await using api = await openApi()
  const { app, time } = api
  const allowance = { perMonth: 1, uses: 1, lastsMs: 86_400_000, profile: null, minDays: 0 }
  await setAllowance(app, allowance, shellActor)
  await addMember(api, '@ana:example.org', time.now)
  const first = await createInvite(app, {}, ana)
  await revokeInvite(app, first.id, ana)
  const second = await createInvite(app, {}, ana)
  assert.equal(await outcome(undoChange(app, first.id, null, ana)), 'allowance_spent')
  await revokeInvite(app, second.id, ana)
  assert.equal(await outcome(undoChange(app, first.id, null, ana)), 'made')
})

test('the command line undoes its own last change', async () => {
  await using place = await workplace()
  const link = output(await place.runHere('invite')).split('\n')[0] ?? ''
  output(await place.runHere('invites', 'revoke', link))
  assert.match(
    output(await place.runHere('invites', 'undo', link)),
    /^Undone\. One person can join/,
  )
  const again = await place.runHere('invites', 'undo', link)
  assert.match(again.stderr, /Its last change was not yours/)
  assert.equal(again.code, 1)
})
