import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { Problem } from '../../src/shared/errors.ts'
import { givePower, newPerson, newRoomOf, type Person, plantBot } from '../bot/rooms.ts'
import { goodPassword } from '../homeservers/synapses.ts'
import { openApi } from '../support/api.ts'
import { signedIn } from '../support/console.ts'
import { jobsEnd } from '../support/jobs-end.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const spaceType = { creation_content: { type: 'm.space' } }

/** A room whose members may join that are in the space. */
function restrictedTo(owner: Person, space: string) {
  const allow = [{ type: 'm.room_membership', room_id: space }]
  const content = { join_rule: 'restricted', allow }
  return newRoomOf(owner, {
    room_version: '10',
    initial_state: [{ type: 'm.room.join_rules', state_key: '', content }],
  })
}

/** Why a profile with these rooms is refused; null: it is not. */
async function refusalOf(portal: TestPortal, rooms: string[]): Promise<string | null> {
  const club = { name: 'club', isDefault: true, greeting: {}, directMessage: false, account: null }
  try {
    await writeProfiles(portal.app, [{ ...club, rooms }], shellActor)
    return null
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === 'rooms_closed', String(error))
    return error.details.detail ?? ''
  }
}

test(
  'without a bot a private space, and a room that certainly lets nobody in, are refused with the reason',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    const owner = await newPerson(synapse(), 'owner')
    const open = await newRoomOf(owner, { ...spaceType, preset: 'public_chat' })
    const closed = await newRoomOf(owner, spaceType)
    const members = await restrictedTo(owner, open.id)
    const knock = [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'knock' } }]
    const knocking = await newRoomOf(owner, { initial_state: knock })
    assert.equal(await refusalOf(portal, [open.alias, members.alias, members.id]), null)
    assert.match(
      (await refusalOf(portal, [closed.alias])) ?? '',
      /#room.* is private: make it public/,
    )
    assert.match(
      (await refusalOf(portal, [open.alias, knocking.alias])) ?? '',
      /is neither public nor restricted to #room.*admin_token/,
    )
  },
)

test(
  'the bot invites a newcomer into a private space, from where their session goes on',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    const owner = await newPerson(synapse(), 'owner')
    const space = await newRoomOf(owner, spaceType)
    const members = await restrictedTo(owner, space.id)
    const secret = await newRoomOf(owner)
    const bot = await plantBot(portal.app, synapse())
    for (const { id } of [space, members, secret]) {
      await owner.ask('POST', `rooms/${encodeURIComponent(id)}/invite`, { user_id: bot })
      await (await portal.app.bot())?.join(id)
    }
    const rooms = [space.alias, members.id]
    assert.match((await refusalOf(portal, rooms)) ?? '', /let the bot .* invite there/)
    await givePower(owner, space.id, bot)
    assert.match((await refusalOf(portal, [...rooms, secret.id])) ?? '', /is neither public nor/)
    assert.equal(await refusalOf(portal, rooms), null)
    portal.app.work()
    const { code } = await portal.invite()
    const name = newName()
    const reply = await join(newVisitor(portal.url), code, { name, password: goodPassword })
    assert.equal(reply.status, 303, reply.text)
    await jobsEnd(portal)
    for (const { id } of [space, members]) {
      const user = `@${name}:${synapse().serverName}`
      const path = `rooms/${encodeURIComponent(id)}/state/m.room.member/${encodeURIComponent(user)}`
      assert.equal((await owner.ask('GET', path)).json['membership'], 'join')
    }
    assert.equal(portal.logged().match(/"call":"bot invite"/g)?.length, 1)
  },
)

test('the API refuses such a profile with its cause', needs('synapse'), async () => {
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
  const homeserver = { url, serverName, registrationSharedSecret }
  await using api = await openApi('SQLite', { homeserver })
  const owner = await newPerson(synapse(), 'owner')
  const closed = await newRoomOf(owner, spaceType)
  const body = { rooms: [closed.alias] }
  const { status, json } = await api.ask('PUT', '/api/v1/profiles/club', { body })
  assert.deepEqual([status, json.code], [409, 'rooms_closed'])
  assert.match(json.detail, /is private: make it public/)
})

test('the console shows the form again with the cause', needs('synapse'), async () => {
  const operator = '@ruth:localhost'
  const settings = { console: { operators: [operator] } }
  await using portal = await openPortal({ settings })
  const { press } = await signedIn(portal, operator)
  const owner = await newPerson(synapse(), 'owner')
  const closed = await newRoomOf(owner, spaceType)
  const typed = { name: 'club', rooms: closed.alias, grace_days: '7' }
  const reply = await press('/console/profiles', typed)
  assert.equal(reply.status, 422)
  assert.match(reply.text, /Newcomers can’t be brought into one of these rooms/)
  assert.match(reply.text, /is private: make it public/)
  assert.ok(reply.text.includes(closed.alias))
})
