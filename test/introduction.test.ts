import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introductionsOf } from '../src/core/redemption/introduction-state.ts'
import { resolveRedemption } from '../src/core/redemption/settle.ts'
import { shellActor } from '../src/model/actor.ts'
import { waitFor } from '../src/shared/wait.ts'
import { findById } from '../src/store/invites.ts'
import { listOpen } from '../src/store/redemption-list.ts'
import { listJobs } from '../src/store/jobs-overview.ts'
import { examine, wrongs } from './doctor/examine.ts'
import { alice, isRevoked, openStandIns } from './homeservers/mas-stand-in.ts'
import { newAdmin, newRoom } from './homeservers/synapses.ts'
import { needs, synapse } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

const password = 'correct horse battery'

async function joinAs(portal: TestPortal, name: string): Promise<void> {
  const { code, id } = await portal.invite()
  const reply = await join(newVisitor(portal.url), code, { name, password })
  assert.equal(reply.status, 303, reply.text)
  assert.equal((await findById(portal.app.db, id))?.used, 1)
}

/** Waits until each step was tried. Gives why those failed that did. */
async function introduced({ app }: TestPortal): Promise<string[]> {
  const errors = await waitFor(20_000, async () => {
    const jobs = await listJobs(app.db, { onlyDead: false, limit: 100 })
    const failed = jobs.flatMap(({ last_error: error }) => error ?? [])
    return failed.length === jobs.length ? failed : undefined
  })
  assert.ok(errors, 'every step is tried')
  return errors
}

/** A user as Synapse's admin API shows it. */
async function ask(token: string, path: string): Promise<Record<string, unknown>> {
  const reply = await fetch(synapse().url + path, { headers: { authorization: `Bearer ${token}` } })
  return (await reply.json()) as Record<string, unknown>
}

test(
  'a newcomer is joined to the rooms, private ones too, under their display name',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const room = await newRoom(synapse(), adminToken, 'private_chat')
    await using portal = await openPortal({
      settings: { homeserver: { adminToken }, community: { rooms: [room] } },
    })
    portal.app.work()
    const name = newName('Ana')
    await joinAs(portal, name)
    assert.deepEqual(await introduced(portal), [])
    const user = `@${name.toLowerCase()}:${synapse().serverName}`
    const profile = await ask(adminToken, `/_matrix/client/v3/profile/${user}`)
    assert.equal(profile['displayname'], name)
    assert.equal(await portal.app.homeserver.canJoinRoom?.(room), 'yes')
    const members = await ask(adminToken, `/_synapse/admin/v1/rooms/${room}/members`)
    assert.ok(JSON.stringify(members['members']).includes(user))
    const { display_name } = await portal.app.db
      .selectFrom('redemptions')
      .selectAll()
      .executeTakeFirstOrThrow()
    assert.equal(display_name, null)
  },
)

test(
  'a room that cannot be joined blocks no newcomer, and the operator is told',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const rooms = ['#nowhere:example.test']
    await using portal = await openPortal({
      settings: { homeserver: { adminToken }, community: { rooms } },
    })
    assert.equal(await portal.app.homeserver.canJoinRoom?.('#nowhere:example.test'), 'no')
    assert.equal(await portal.app.homeserver.canJoinRoom?.('!nobody:example.test'), 'no')
    const { rooms: found } = wrongs(await examine(portal.app))
    assert.match(found ?? '', /^warning: .* can't be brought into #nowhere:example\.test/)
    portal.app.work()
    const name = newName()
    await joinAs(portal, name)
    const [error = ''] = await introduced(portal)
    assert.match(error, /^#nowhere:example.test: \d+ M_\w+ \w.+$/)
    const told = await waitFor(20_000, async () =>
      portal
        .logged()
        .split('\n')
        .find((line) => line.includes('An attempt at a job ended')),
    )
    assert.ok(told)
    const { outcome, cause } = JSON.parse(told) as Record<string, unknown>
    assert.deepEqual([outcome, cause], ['failed', error])
    assert.ok(!told.includes(name))
  },
)

test('where nobody can act for newcomers, nothing is tried', async () => {
  const { mas, given, close } = await openStandIns('mas-token')
  {
    const community = { rooms: ['#a:example.test'] }
    await using portal = await openPortal({ settings: { ...given, community } })
    portal.app.work()
    mas.answer('reg token named')
    const { code, id } = await portal.invite()
    assert.equal((await join(newVisitor(portal.url), code, { name: 'Alice' })).status, 303)
    const [open] = await listOpen(portal.app.db)
    assert.ok(open)
    await resolveRedemption(portal.app, open.id, 'created', shellActor)
    assert.equal((await findById(portal.app.db, id))?.used, 1)
    assert.deepEqual(await listJobs(portal.app.db, { onlyDead: false, limit: 1 }), [])
    assert.deepEqual((await introductionsOf(portal.app, [open.id])).get(open.id), undefined)
  }
  await close()
})

test('with MAS a personal session joins the rooms and is revoked', async () => {
  const { mas, synapse: behind, given, close } = await openStandIns('mas')
  {
    const community = { rooms: ['#lobby20410:syn3.test'] }
    const named = 'GET /_matrix/client/v3/profile/@alice:syn3.test'
    behind.answerAt(named, 'profile', ['Alice ✨', 'alice'])
    await using portal = await openPortal({ settings: { ...given, community } })
    portal.app.work()
    await joinAs(portal, 'Alice')
    assert.deepEqual(await introduced(portal), [])
    const routes = behind.asked.map(({ route }) => route)
    assert.ok(routes.includes('POST /_matrix/client/v3/join/#lobby20410:syn3.test'))
    const [name] = behind.asked.filter(({ route }) => route.endsWith('/displayname'))
    assert.match(name?.body ?? '', /"displayname":"Alice"/)
    const [session] = mas.asked.filter(({ route }) => route.endsWith('/personal-sessions'))
    assert.match(session?.body ?? '', /"expires_in":60\b/)
    assert.ok(isRevoked(mas))
  }
  await close()
})

test('with MAS a personal session opens the direct room with the inviter and is revoked', async () => {
  const { mas, synapse: behind, given, close } = await openStandIns('mas')
  {
    const api = '/_matrix/client/v3'
    const direct = `${api}/user/@alice:syn3.test/account_data/m.direct`
    const missing = { errcode: 'M_NOT_FOUND' }
    behind.answerWith(`GET ${direct}`, 404, missing)
    behind.answerWith(`PUT ${direct}`, 200, {})
    behind.answerWith(`POST ${api}/createRoom`, 200, { room_id: '!direct' })
    behind.answerWith(`GET ${api}/directory/room/#lk-x:syn3.test`, 404, missing)
    behind.answerWith(`DELETE ${api}/directory/room/#lk-x:syn3.test`, 200, {})
    await using portal = await openPortal({ settings: given })
    const newcomer = await portal.app.homeserver.actFor?.('alice', alice)
    assert.ok(newcomer && 'openDirectRoom' in newcomer)
    const wanted = { other: '@ana:syn3.test', aliasName: 'lk-x' }
    assert.equal(await newcomer.openDirectRoom(wanted), true)
    await newcomer.endSession()
    const [made] = behind.asked.filter(({ route }) => route.endsWith('/createRoom'))
    assert.match(made?.headers.authorization ?? '', /^Bearer mpt_/)
    const [listed] = behind.asked.filter(({ route }) => route === `PUT ${direct}`)
    assert.equal(listed?.body, '{"@ana:syn3.test":["!direct"]}')
    assert.ok(isRevoked(mas))
  }
  await close()
})

test('a name that its owner has chosen before the job runs stays', async () => {
  const { synapse: behind, given, close } = await openStandIns('mas')
  {
    // There she is called “Alice ✨” already.
    await using portal = await openPortal({ settings: given })
    portal.app.work()
    await joinAs(portal, 'Alice')
    assert.deepEqual(await introduced(portal), [])
    const routes = behind.asked.map(({ route }) => route)
    assert.ok(routes.includes('GET /_matrix/client/v3/profile/@alice:syn3.test'))
    assert.ok(!routes.some((route) => route.endsWith('/displayname')), routes.join())
  }
  await close()
})
