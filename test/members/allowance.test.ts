import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite, createInvites } from '../../src/core/invites/create.ts'
import {
  changeInvite,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../../src/core/invites/invites.ts'
import { allowanceLeft } from '../../src/core/members/allowance.ts'
import { openForStanding, pauseForStanding } from '../../src/core/members/standing-pause.ts'
import { endAllowance, setAllowance } from '../../src/core/members/set-allowance.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { findById } from '../../src/store/invites.ts'
import { onDatabase } from '../support/databases.ts'
import { openApi, type TestApi } from '../support/api.ts'
import type { Kind } from '../support/portal.ts'
import { addMember, outcome } from './members.ts'

const hour = 3_600_000
const day = 24 * hour
const ana: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }
const three = { perMonth: 3, uses: 1, lastsMs: 7 * day, profile: null, minDays: 0 }

/** A portal where members may invite, with a member who joined a year ago. */
async function open(kind: Kind, allowance = three): Promise<TestApi> {
  const api = await openApi(kind)
  await setAllowance(api.app, allowance, shellActor)
  await addMember(api, '@ana:example.org', api.time.now - 365 * day)
  return api
}

const make = ({ app }: TestApi, actor = ana) => createInvite(app, {}, actor)

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `of 20 invitations that a member makes at once, exactly their three are made, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await open(kind)
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(make(api))))
      assert.equal(outcomes.filter((one) => one === 'made').length, 3)
      assert.equal(outcomes.filter((one) => one === 'allowance_spent').length, 17)
      assert.equal((await api.app.db.selectFrom('invites').select('id').execute()).length, 3)
    },
  )

  test(`what ends unused is given back, on ${kind}`, onDatabase(kind), async () => {
    await using api = await open(kind)
    const { app, time } = api
    const [first, second] = [await make(api), await make(api), await make(api)]
    assert.equal(await outcome(make(api)), 'allowance_spent')
    await pauseInvite(app, first.id, ana)
    assert.equal(await outcome(make(api)), 'allowance_spent', 'it can be resumed')
    await revokeInvite(app, second.id, ana)
    assert.equal(await outcome(make(api)), 'made')
    time.now += 7 * day + 2 * 60_000
    assert.equal(await outcome(make(api)), 'made', 'all others have expired')
    assert.equal(await outcome(make(api)), 'made')
    assert.equal(await outcome(make(api)), 'made')
    assert.equal(await outcome(make(api)), 'allowance_spent')
  })

  test(
    `an invitation with a used or held place counts for 30 days, whatever becomes of it, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await open(kind)
      const { app, time } = api
      const [used, held, unused] = [await make(api), await make(api), await make(api)]
      await app.db.updateTable('invites').set({ used: 1 }).where('id', '=', used.id).execute()
      await app.db.updateTable('invites').set({ held: 1 }).where('id', '=', held.id).execute()
      for (const { id } of [used, held, unused]) await revokeInvite(app, id, ana)
      assert.equal(await outcome(make(api)), 'made')
      assert.equal(await outcome(make(api)), 'allowance_spent')
      await app.db.updateTable('invites').set({ held: 0 }).where('id', '=', held.id).execute()
      assert.equal(await outcome(make(api)), 'made', 'the held place came back')
      time.now += 30 * day + 1_000
      const outcomes = [
        await outcome(make(api)),
        await outcome(make(api)),
        await outcome(make(api)),
      ]
      assert.deepEqual(outcomes, ['made', 'made', 'made'])
    },
  )
}

test('an invitation of a member has uses, expiry and profile of the allowance', async () => {
  await using api = await openApi()
  const { app, time } = api
  const friends = {
    name: 'Friends',
    isDefault: false,
    rooms: [],
    greeting: {},
    directMessage: false,
    account: null,
  }
  await writeProfiles(app, [friends], shellActor)
  await setAllowance(app, { ...three, uses: 2, profile: 'Friends' }, shellActor)
  await addMember(api, '@ana:example.org', time.now - 365 * day)
  const made = await createInvite(app, { label: 'Ben' }, ana)
  assert.deepEqual(
    [made.max_uses, made.expires_at, made.profile_id, made.created_by, made.label],
    [2, time.now + 7 * day, 'Friends', '@ana:example.org', 'Ben'],
  )
  for (const wanted of [
    { uses: 1 },
    { expiresAt: null },
    { code: 'party' },
    { profile: 'Friends' },
  ]) {
    assert.equal(await outcome(createInvite(app, wanted, ana)), 'input_invalid')
  }
  for (const wanted of [{ uses: 1 }, { expiresAt: null }]) {
    assert.equal(await outcome(changeInvite(app, made.id, wanted, ana)), 'input_invalid')
  }
  assert.equal(await outcome(changeInvite(app, made.id, { label: 'Bo' }, ana)), 'made')
})

test('many at once are made from an allowance all or not at all', async () => {
  await using api = await open('SQLite')
  const { app } = api
  const many = (count: number) =>
    createInvites(
      app,
      Array.from({ length: count }, () => ({})),
      ana,
    )
  assert.equal(await outcome(many(4)), 'allowance_spent')
  assert.equal((await many(3)).length, 3)
  assert.equal((await app.db.selectFrom('invites').select('id').execute()).length, 3)
})

test('without an allowance, or soon after joining, a member invites nobody', async () => {
  await using api = await openApi()
  const { app, time } = api
  await addMember(api, '@ana:example.org', time.now)
  assert.equal(await outcome(make(api)), 'allowance_off')
  await setAllowance(app, { ...three, minDays: 7 }, shellActor)
  assert.equal(await outcome(make(api)), 'joined_too_recently')
  time.now += 7 * day
  assert.equal(await outcome(make(api)), 'made')
  await endAllowance(app, shellActor)
  assert.equal(await outcome(make(api)), 'allowance_off')
})

test('a member joined when their account was made here, else when the homeserver says', async () => {
  await using api = await openApi('SQLite', {
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
  })
  const { app, time } = api
  const { db } = app
  await setAllowance(app, { ...three, minDays: 7 }, shellActor)
  await addMember(api, '@ana:example.org', time.now)
  assert.equal(await outcome(make(api)), 'joined_too_recently')
  const ago = time.now - 8 * day
  await db.updateTable('members').set({ joined_at: ago }).execute()
  assert.equal(await outcome(make(api)), 'made')
  const { id: invite_id } = await createInvite(app, {}, shellActor)
  const account = { redemption_id: 'r1', localpart: 'ana', invite_id, invited_by: 'cli' }
  await db
    .insertInto('accounts')
    .values({ ...account, made_at: time.now })
    .execute()
  assert.equal(await outcome(make(api)), 'joined_too_recently')
})

test('resuming takes room in the allowance as it is now', async () => {
  await using api = await open('SQLite')
  const { app } = api
  const [first, second] = [await make(api), await make(api)]
  await pauseInvite(app, first.id, ana)
  assert.equal(await outcome(resumeInvite(app, first.id, ana)), 'made')
  await pauseInvite(app, first.id, ana)
  await setAllowance(app, { ...three, perMonth: 1 }, shellActor)
  assert.equal(await outcome(resumeInvite(app, first.id, ana)), 'allowance_spent')
  await revokeInvite(app, second.id, ana)
  assert.equal(await outcome(resumeInvite(app, first.id, ana)), 'made')
})

test('what is left of an allowance, and when the next one can be made', async () => {
  await using api = await open('SQLite')
  const { app, time } = api
  const left = async () => {
    const member = await app.db.selectFrom('members').selectAll().executeTakeFirstOrThrow()
    const { left: count, nextAt } = (await allowanceLeft(app, member)) ?? {}
    return [count, nextAt]
  }
  assert.deepEqual(await left(), [3, null])
  const first = await make(api)
  time.now += hour
  await make(api)
  await make(api)
  assert.deepEqual(await left(), [0, Number(first.expires_at) + 60_000])
  await app.db.updateTable('invites').set({ used: 1 }).execute()
  assert.deepEqual(await left(), [0, first.created_at + 30 * day])
})

test('whoever loses their standing has their invitations paused until it returns', async () => {
  await using api = await open('SQLite')
  const { app } = api
  const [open1, paused, revoked] = [await make(api), await make(api), await make(api)]
  await pauseInvite(app, paused.id, ana)
  await revokeInvite(app, revoked.id, ana)
  const other = await createInvite(app, {}, shellActor)
  const standing = async (value: 'good' | 'suspended') => {
    await app.db.transaction().execute(async (trx) => {
      await trx.updateTable('members').set({ standing: value }).execute()
      if (value === 'good') await openForStanding(trx, '@ana:example.org', app)
      else await pauseForStanding(trx, '@ana:example.org', app)
    })
  }
  const reasons = async () => {
    const rows = await Promise.all([open1, paused, other].map(({ id }) => findById(app.db, id)))
    return rows.map((row) => [row?.paused_at !== null, row?.paused_reason])
  }
  await standing('suspended')
  assert.deepEqual(await reasons(), [
    [true, 'standing'],
    [true, null],
    [false, null],
  ])
  assert.equal(await outcome(make(api)), 'forbidden')
  assert.equal(await outcome(resumeInvite(app, open1.id, ana)), 'forbidden')
  const moderator: Actor = { kind: 'moderator', id: '@bo:example.org', via: 'console' }
  assert.equal(await outcome(resumeInvite(app, open1.id, moderator)), 'forbidden')
  await standing('good')
  assert.deepEqual(await reasons(), [
    [false, null],
    [true, null],
    [false, null],
  ])
  await standing('suspended')
  const adopted = await resumeInvite(app, open1.id, { ...moderator, kind: 'operator' })
  assert.deepEqual([adopted.created_by, adopted.paused_reason], ['@bo:example.org', null])
})
