import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { shellActor } from '../../src/model/actor.ts'
import { commitAtPress } from '../../src/core/redemption/commit.ts'
import { introduce } from '../../src/core/redemption/introduce.ts'
import { endSession } from '../../src/core/redemption/introduction-session.ts'
import { introductionsOf } from '../../src/core/redemption/introduction-state.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import type { LaterNewcomer, StepResult } from '../../src/ports/account-actions.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { findRedemption, holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import { releaseRedemption } from '../../src/store/redemption-end.ts'
import { startPortal } from '../faults/portal-process.ts'
import { newAdmin, newRoom, ownSynapse } from '../homeservers/synapses.ts'
import { testConfig } from '../support/config.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, newVisitor } from '../support/visitor.ts'
import { openStore } from './store.ts'

const rooms = ['#lobby:example.org', '#choir:example.org']
const nowhere = { url: 'http://127.0.0.1:9', serverName: 'example.org' }

/** A portal whose driver can act for newcomers, with the given answers. */
async function openIntroducing(
  kind: Kind,
  answer: (step: string) => StepResult,
  adminToken: string | null = 'x',
) {
  const portal = await openPortal({
    database: kind,
    settings: { homeserver: { ...nowhere, adminToken }, community: { rooms } },
  })
  const done: string[] = []
  const tell = async (step: string) => {
    done.push(step)
    return answer(step)
  }
  const act = (localpart: string): LaterNewcomer => ({
    setDisplayName: (name) => tell(`${localpart} is ${name}`),
    join: (room) => tell(`${localpart} in ${room}`),
    openDirectRoom: ({ other }) => tell(`${localpart} with ${other}`),
    endSession: async () => void done.push('ended'),
  })
  const { bySession } = portal.app.homeserver
  const end = (token: string) => tell(`the end of ${token}`)
  const homeserver = bySession
    ? { ...portal.app.homeserver, bySession: { ...bySession, actFor: act, end } }
    : { ...portal.app.homeserver, actFor: async (name: string) => act(name) }
  return { portal, done, app: { ...portal.app, homeserver } }
}

type Introducing = Awaited<ReturnType<typeof openIntroducing>>

/** Ana's account is requested, and not yet known to exist. */
async function held({ portal, app }: Pick<Introducing, 'portal' | 'app'>): Promise<string> {
  const { id: invite_id } = await portal.invite()
  const id = newId(Date.now(), randomBytes)
  const facts = { id, invite_id, localpart: 'ana', attempt: null, held_at: Date.now() }
  await app.db.transaction().execute(async (trx) => {
    assert.ok(await holdPlace(trx, invite_id, Date.now()))
    assert.ok(await insertHeld(trx, { ...newlyHeld(facts), display_name: 'Ana' }))
  })
  return id
}

/** As after a failed attempt. */
async function postpone({ app }: Pick<Introducing, 'app'>, { id }: { id: string }) {
  await app.db
    .updateTable('jobs')
    .set({ due_at: Date.now() + 3_600_000 })
    .where('id', '=', id)
    .execute()
}

async function isDue({ app }: Pick<Introducing, 'app'>, { id }: { id: string }) {
  const job = app.db.selectFrom('jobs').select('due_at').where('id', '=', id)
  return (await job.executeTakeFirstOrThrow()).due_at <= Date.now()
}

async function jobsOf({ app }: Pick<Introducing, 'app'>) {
  const rows = await app.db.selectFrom('jobs').selectAll().orderBy('id').execute()
  return rows.map(({ id, key, payload }) => ({ id, key, payload: JSON.parse(payload), attempt: 1 }))
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`an introduction on ${kind}`, onDatabase(kind), () => {
    test('is a job a step, made with the account, and no job or event has the name', async () => {
      const it = await openIntroducing(kind, () => true)
      await using portal = it.portal
      const id = await held(it)
      assert.deepEqual(await jobsOf(it), [])
      await commitAtPress(it.app, id, {})
      await commitAtPress(it.app, id, {})
      const jobs = await jobsOf(it)
      assert.equal(jobs.length, 3)
      assert.ok(jobs.every(({ key }) => key.startsWith(`${id}:`)))
      const events = await portal.app.db.selectFrom('events').select('data').execute()
      assert.doesNotMatch(JSON.stringify([jobs, events]), /ana|lobby|choir/i)
      for (const job of [...jobs, ...jobs]) assert.equal(await introduce(it.app, job), 'done')
      const steps = ['ana is Ana', 'ana in #lobby:example.org', 'ana in #choir:example.org']
      assert.deepEqual(new Set(it.done), new Set([...steps, 'ended']))
      // The name is set once: its owner may have chosen another one since.
      assert.equal(it.done.filter((step) => step === 'ana is Ana').length, 1)
      assert.equal((await findRedemption(it.app.db, id))?.display_name, null)
    })

    test('is in the rooms after the name is set, or two minutes later without it', async () => {
      const it = await openIntroducing(kind, (step) =>
        step === 'ana is Ana' ? { failed: '403 M_FORBIDDEN' } : true,
      )
      await using _ = it.portal
      await commitAtPress(it.app, await held(it), {})
      const jobs = await jobsOf(it)
      const at = async (clock: () => number) => {
        const outcomes = []
        for (const job of jobs) outcomes.push(await introduce({ ...it.app, clock }, job))
        return outcomes
      }
      const refused = { failed: 'display name: 403 M_FORBIDDEN' }
      const later = { retryAfterMs: 1_000 }
      assert.deepEqual(await at(Date.now), [refused, later, later])
      assert.deepEqual(await at(() => Date.now() + 120_000), [refused, 'done', 'done'])
      // The clock of another replica is behind.
      assert.deepEqual(await at(() => Date.now() - 120_000), [refused, 'done', 'done'])
    })

    test('waits out a rate limit, and reports the cause of a refusal', async () => {
      const it = await openIntroducing(kind, (step) =>
        step.includes('lobby') ? { retryAfterMs: 7_000 } : { failed: '403 M_FORBIDDEN' },
      )
      await using _ = it.portal
      const id = await held(it)
      await commitAtPress(it.app, id, {})
      const later = { ...it.app, clock: () => Date.now() + 240_000 }
      const outcomes = []
      for (const job of await jobsOf(it)) outcomes.push(await introduce(later, job))
      assert.deepEqual(outcomes, [
        { failed: 'display name: 403 M_FORBIDDEN' },
        { retryAfterMs: 7000 },
        { failed: '#choir:example.org: 403 M_FORBIDDEN' },
      ])
      assert.deepEqual((await introductionsOf(it.app, [id])).get(id), [
        { what: 'name', room: null, state: 'waiting', cause: '403 M_FORBIDDEN' },
        { what: 'room', room: rooms[0], state: 'waiting', cause: null },
        { what: 'room', room: rooms[1], state: 'waiting', cause: '403 M_FORBIDDEN' },
      ])
    })

    test('goes into the space first, unless the space is refused', async () => {
      let space: StepResult = { retryAfterMs: 7_000 }
      const it = await openIntroducing(kind, (step) => (step.includes('lobby') ? space : true))
      await using _ = it.portal
      await commitAtPress(it.app, await held(it), {})
      const [name, lobby, choir] = await jobsOf(it)
      assert.ok(name && lobby && choir)
      assert.equal(await introduce(it.app, name), 'done')
      assert.deepEqual(await introduce(it.app, choir), { retryAfterMs: 1_000 })
      assert.deepEqual(await introduce(it.app, lobby), space)
      assert.deepEqual(await introduce(it.app, choir), { retryAfterMs: 1_000 })
      space = { failed: '403 M_FORBIDDEN' }
      await introduce(it.app, lobby)
      assert.equal(await introduce(it.app, choir), 'done')
      space = true
      assert.equal(await introduce(it.app, lobby), 'done')
      assert.deepEqual(it.done.filter((step) => step.includes(' in ')).slice(-2), [
        'ana in #choir:example.org',
        'ana in #lobby:example.org',
      ])
    })

    test('counts no refusal of a room by the newcomer’s session while its space can still be joined', async () => {
      let space: StepResult = { failed: '500' }
      const it = await openIntroducing(
        kind,
        (step) =>
          step.includes('choir')
            ? { failed: '403 M_FORBIDDEN' }
            : step.includes('lobby')
              ? space
              : true,
        null,
      )
      await using _ = it.portal
      const session = { token: 'syt_ana', byLogin: false }
      await commitAtPress(it.app, await held(it), { session })
      const [name, lobby, choir] = await jobsOf(it)
      assert.ok(name && lobby && choir)
      await introduce(it.app, name)
      await introduce(it.app, lobby)
      assert.deepEqual(await introduce(it.app, choir), { retryAfterMs: 2_000 })
      const later = { ...it.app, clock: () => Date.now() + 3_600_000 }
      const outcome = await introduce(later, choir)
      assert.ok(typeof outcome === 'object' && 'retryAfterMs' in outcome)
      assert.ok(outcome.retryAfterMs > 300_000, String(outcome.retryAfterMs))
      const refused = { failed: '#choir:example.org: 403 M_FORBIDDEN' }
      await it.app.db.updateTable('jobs').set({ dead_at: 1 }).where('id', '=', lobby.id).execute()
      assert.deepEqual(await introduce(it.app, choir), refused)
      await it.app.db.updateTable('jobs').set({ dead_at: null }).execute()
      await postpone(it, choir)
      space = true
      assert.equal(await introduce(it.app, lobby), 'done')
      assert.ok(await isDue(it, choir), 'the room is tried as soon as the space is joined')
      assert.deepEqual(await introduce(it.app, choir), refused)
    })

    test('leaves the session of a late answer alone, whose end would end the one of a login since', async () => {
      const it = await openIntroducing(kind, () => true, null)
      await using _ = it.portal
      const id = await held(it)
      await commitAtPress(it.app, id, { session: { token: 'syt_login', byLogin: true } })
      await commitAtPress(it.app, id, { session: { token: 'syt_late', byLogin: false } })
      assert.equal(it.done.length, 0)
      const steps = (await jobsOf(it)).filter(({ key }) => !key.endsWith(':session'))
      for (const job of steps) assert.equal(await introduce(it.app, job), 'done')
      const end = (await jobsOf(it)).find(({ key }) => key === `${id}:session`)
      assert.ok(end)
      await it.app.db.updateTable('jobs').set({ dead_at: 1 }).where('id', '!=', end.id).execute()
      assert.equal(await endSession(it.app, end), 'done')
      assert.equal(it.done.at(-1), 'the end of syt_login')
      assert.ok(!it.done.includes('the end of syt_late'))
    })

    test('is for nobody who was forgotten, and only into the room that was configured', async () => {
      const it = await openIntroducing(kind, () => true)
      await using _ = it.portal
      const id = await held(it)
      await commitAtPress(it.app, id, {})
      const jobs = await jobsOf(it)
      const community = {
        ...it.app.config.community,
        rooms: ['#new:example.org', ...rooms.slice(1)],
      }
      const moved = {
        ...it.app,
        config: { ...it.app.config, community },
        clock: () => Date.now() + 120_000,
      }
      for (const job of jobs) await introduce(moved, job)
      assert.deepEqual(
        it.done.filter((step) => step.includes(' in ')),
        ['ana in #choir:example.org'],
      )
      const before = it.done.length
      await forgetPerson(it.app, 'ana', shellActor)
      for (const job of jobs) assert.equal(await introduce(it.app, job), 'done')
      assert.equal(it.done.length, before)
    })

    test('keeps no name without an account, and none of a forgotten person', async () => {
      const it = await openIntroducing(kind, () => true)
      await using _ = it.portal
      const absent = await held(it)
      await it.app.db
        .transaction()
        .execute((trx) => releaseRedemption(trx, absent, 'absent', { now: Date.now() }))
      assert.equal((await findRedemption(it.app.db, absent))?.display_name, null)
      assert.deepEqual(await jobsOf(it), [])
      const id = await held(it)
      await commitAtPress(it.app, id, {})
      assert.equal((await findRedemption(it.app.db, id))?.display_name, 'Ana')
      await forgetPerson(it.app, 'ana', shellActor)
      assert.equal((await findRedemption(it.app.db, id))?.display_name, null)
    })
  })

  test(
    `30 newcomers are in the room under their names after a kill of the portal, on ${kind}`,
    onDatabase(kind, needs('synapse')),
    async () => {
      await using synapse = await ownSynapse()
      const admin = await newAdmin(synapse)
      const alias = newName('lobby')
      await using store = await openStore(kind)
      const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
      const config = testConfig({
        homeserver: { url, serverName, registrationSharedSecret, adminToken: admin },
        public: { url: 'http://127.0.0.1:1' },
        community: { rooms: [`#${alias}:${serverName}`] },
        proxies: { trusted: ['127.0.0.1'] },
        database: { url: store.url },
      })
      await using inviting = await openPortal({ databaseUrl: store.url })
      await using portal = await startPortal(config, { cache: store.folder })
      const { code } = await inviting.invite({ uses: 30 })
      const names = await comeIn(portal.url, code)
      const left = () => countLeft(inviting)
      assert.ok((await left()) > 0, 'some are not introduced when it is killed')
      portal.kill()
      // Before there was no such room, so that nobody's introduction had ended.
      const room = await newRoom(synapse, admin, 'private_chat', alias)
      await inviting.app.db.updateTable('jobs').set({ due_at: 0 }).execute()
      await portal.up()
      assert.equal(await waitFor(90_000, async () => ((await left()) === 0 ? 0 : undefined)), 0)
      const members = await membersOf(url, room, admin)
      for (const name of names) {
        const user = `@${name.toLowerCase()}:${serverName}`
        assert.equal(members.get(user), name, JSON.stringify([...members]))
      }
      assert.equal(members.size, 31)
      assert.ok(!portal.died(), portal.logged())
    },
  )
}

/** 30 people join at once, each from a separate address. Returns their names. */
async function comeIn(url: string, code: string): Promise<string[]> {
  const names = Array.from({ length: 30 }, () => newName('Ana'))
  await Promise.all(
    names.map(async (name, index) => {
      const headers = { 'x-forwarded-for': `10.3.${index}.7` }
      const visitor = newVisitor(url)
      await visitor.get(`/i/${code}/account`, headers)
      const fields = { name, password: 'correct horse battery' }
      const reply = await visitor.post(`/i/${code}/account`, fields, headers)
      assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
    }),
  )
  return names
}

async function countLeft({ app }: TestPortal): Promise<number> {
  const rows = await app.db.selectFrom('jobs').select('id').where('done_at', 'is', null).execute()
  return rows.length
}

/** The members of a room with their display names. */
async function membersOf(url: string, room: string, admin: string): Promise<Map<string, unknown>> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/joined_members`
  const reply = await fetch(url + path, { headers: { authorization: `Bearer ${admin}` } })
  const { joined } = (await reply.json()) as { joined: Record<string, { display_name?: string }> }
  return new Map(Object.entries(joined).map(([id, { display_name: name }]) => [id, name]))
}
