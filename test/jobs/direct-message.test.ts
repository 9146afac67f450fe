import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { commitAtPress } from '../../src/core/redemption/commit.ts'
import { introduce } from '../../src/core/redemption/introduce.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { Job } from '../../src/model/job.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import { countDevices, goodPassword, newAccount, newAdmin } from '../homeservers/synapses.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { breakingProxy, breaks } from './broken-proxy.ts'

const club = {
  name: 'club',
  isDefault: true,
  rooms: [],
  greeting: {},
  directMessage: true,
  account: null,
}

/** Somebody at Synapse with a session of their own. */
interface Person {
  name: string
  user: string
  token: string
}

async function newPerson(): Promise<Person> {
  const name = newName()
  const { access_token: token } = await newAccount(synapse(), { name })
  return { name, user: `@${name}:${synapse().serverName}`, token: String(token) }
}

async function logIn(name: string): Promise<Person> {
  const identifier = { type: 'm.id.user', user: name }
  const body = { type: 'm.login.password', identifier, password: goodPassword }
  const reply = await fetch(`${synapse().url}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  const { access_token: token } = (await reply.json()) as Record<string, unknown>
  return { name, user: `@${name}:${synapse().serverName}`, token: String(token) }
}

type Json = Record<string, unknown>

async function look({ token }: Person, path: string, method = 'GET'): Promise<Json> {
  const reply = await fetch(`${synapse().url}/_matrix/client/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  })
  return (await reply.json()) as Json
}

/** The only direct room of a newcomer with the inviter: fails if there is another, or if anything is left over. */
async function directRoom(newcomer: Person, inviter: Person): Promise<string> {
  const { joined_rooms: joined } = await look(newcomer, '/joined_rooms')
  const [room = '', ...others] = joined as string[]
  assert.ok(room !== '' && others.length === 0, `rooms: ${JSON.stringify(joined)}`)
  const direct = await look(newcomer, `/user/${newcomer.user}/account_data/m.direct`)
  assert.deepEqual(direct, { [inviter.user]: [room] })
  const state = (type: string) => look(newcomer, `/rooms/${room}/state/${type}`)
  assert.equal((await state('m.room.encryption'))['algorithm'], 'm.megolm.v1.aes-sha2')
  assert.equal((await state(`m.room.member/${inviter.user}`))['membership'], 'invite')
  assert.equal((await state('m.room.canonical_alias'))['alias'], undefined)
  assert.deepEqual(await look(newcomer, `/rooms/${room}/aliases`), { aliases: [] })
  return room
}

async function inviteFrom(portal: TestPortal, createdBy: string) {
  const invite = await portal.invite()
  const set = { created_by: createdBy }
  await portal.app.db.updateTable('invites').set(set).where('id', '=', invite.id).execute()
  return invite
}

/** The jobs of an account that a portal has just made, with the session of its registration. */
async function jobsFor(
  portal: TestPortal,
  { name: localpart, token }: Person,
  inviter: string,
): Promise<Job[]> {
  const { app } = portal
  const { id: invite_id } = await inviteFrom(portal, inviter)
  const id = newId(Date.now(), randomBytes)
  const facts = { id, invite_id, localpart, attempt: null, held_at: Date.now() }
  await app.db.transaction().execute(async (trx) => {
    assert.ok(await holdPlace(trx, invite_id, Date.now()))
    assert.ok(await insertHeld(trx, newlyHeld(facts)))
  })
  const session = { token, byLogin: false }
  await commitAtPress(app, id, app.homeserver.bySession ? { session } : {})
  const rows = await app.db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', 'introduce')
    .where('key', 'like', `${id}:%`)
    .execute()
  return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload), attempt: 1 }))
}

/** By which a newcomer is introduced at Synapse. */
type Means = 'an administrator’s token' | 'the session of the registration'

const means: readonly Means[] = ['an administrator’s token', 'the session of the registration']

async function openAt(url: string, by: Means) {
  const adminToken = await newAdmin(synapse())
  const { serverName, sharedSecret: registrationSharedSecret } = synapse()
  const secrets = { registrationSharedSecret, adminToken: by === means[0] ? adminToken : null }
  const homeserver = { url, serverName, ...secrets }
  const portal = await openPortal({ settings: { homeserver } })
  await writeProfiles(portal.app, [club], shellActor)
  return { portal, adminToken }
}

for (const by of means) {
  test(
    `who was invited by a member has an encrypted direct room with them, which both see, by ${by}`,
    needs('synapse'),
    async () => {
      const { portal } = await openAt(synapse().url, by)
      await using _ = portal
      portal.app.work()
      const inviter = await newPerson()
      const { code } = await inviteFrom(portal, inviter.user)
      const name = newName()
      const reply = await join(newVisitor(portal.url), code, { name, password: goodPassword })
      assert.equal(reply.status, 303, reply.text)
      const isDone = await waitFor(20_000, async () => {
        const jobs = await portal.app.db.selectFrom('jobs').select('done_at').execute()
        return (jobs.length > 0 && jobs.every((job) => job.done_at !== null)) || undefined
      })
      assert.ok(isDone, portal.logged())
      const newcomer = await logIn(name)
      const room = await directRoom(newcomer, inviter)
      const { rooms } = await look(inviter, '/sync')
      const invited = JSON.stringify((rooms as { invite: Json }).invite[room])
      assert.match(invited, /"is_direct":true/)
      await look(inviter, `/join/${room}`, 'POST')
      const { joined } = await look(newcomer, `/rooms/${room}/joined_members`)
      assert.deepEqual(
        Object.keys(joined as Json).toSorted(),
        [inviter.user, newcomer.user].toSorted(),
      )
    },
  )

  test(
    `wherever an attempt breaks or is killed, there is one direct room, and nothing of ours is left, by ${by}`,
    needs('synapse'),
    async () => {
      await using proxy = await breakingProxy(synapse().url)
      const { portal, adminToken } = await openAt(proxy.url, by)
      await using _ = portal
      const inviter = await newPerson()
      const attempt = async (prepare: () => void) => {
        const newcomer = await newPerson()
        const [job, ...others] = await jobsFor(portal, newcomer, inviter.user)
        assert.ok(job && others.length === 0)
        prepare()
        const first = await introduce(portal.app, job)
        const requests = proxy.count()
        proxy.heal()
        const again = [await introduce(portal.app, job), await introduce(portal.app, job)]
        assert.deepEqual(again, ['done', 'done'])
        await directRoom(newcomer, inviter)
        // The one that `newPerson` opened.
        assert.equal(await countDevices(synapse(), newcomer.name, adminToken), 1)
        return { first, requests }
      }
      const { first, requests } = await attempt(() => proxy.breakAt(0, 'answer lost'))
      assert.equal(first, 'done')
      for (const how of breaks) {
        for (let number = 1; number <= requests; number++) {
          await attempt(() => proxy.breakAt(number, how))
        }
      }
      const { first: failed } = await attempt(() => proxy.failInvite())
      assert.deepEqual(failed, { failed: 'direct room: 502 M_UNKNOWN' })
    },
  )
}

test(
  'nobody has a direct room whom no member invited, or whose profile lacks it by now',
  needs('synapse'),
  async () => {
    const { portal } = await openAt(synapse().url, 'an administrator’s token')
    await using _ = portal
    const [newcomer, other] = [await newPerson(), await newPerson()]
    const byOperator = await jobsFor(portal, newcomer, 'command line')
    const changed = await jobsFor(portal, other, newcomer.user)
    await writeProfiles(portal.app, [{ ...club, directMessage: false }], shellActor)
    for (const job of changed) assert.equal(await introduce(portal.app, job), 'done')
    assert.deepEqual([byOperator.length, changed.length], [0, 1])
    for (const person of [newcomer, other]) {
      assert.deepEqual(await look(person, '/joined_rooms'), { joined_rooms: [] })
    }
  },
)

test('a profile with a direct message is refused, with the reason, where nobody can act for a newcomer', async () => {
  const mas = 'mas: { url: "http://127.0.0.1:1", client_id: x, client_secret: Hn3Lw8Tz9q }'
  const config = `${configuration(site).replace('homeserver:', 'homeserver:\n  kind: mas-token')}\n${mas}`
  await using place = await workplace(config)
  await place.write('club.yaml', 'profiles: [{ name: club, direct_message: true }]')
  const { code, stderr } = await place.runHere('profiles', 'import', 'club.yaml')
  assert.equal(code, 1)
  assert.match(stderr, /kind mas-token/)
})
