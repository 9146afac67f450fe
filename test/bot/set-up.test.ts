import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBotAccount } from '../../src/store/bot.ts'
import { countDevices, newAccount, newAdmin, ownSynapse } from '../homeservers/synapses.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { output, runHere, type Workplace, workplace } from '../support/command.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { givePower, goodPassword, newPerson, newRoomOf, personOf, plantBot } from './rooms.ts'

function configuration({ url, serverName, sharedSecret }: SynapseAddress, more = ''): string {
  return `homeserver:
  url: ${url}
  server_name: ${serverName}
  registration_shared_secret: ${sharedSecret}
${more}
public:
  url: https://example.org/join
`
}

function setUpWith({ folder }: Workplace, secret: string, ...args: string[]) {
  return runHere(folder, ['bot', 'set-up', ...args], {}, async () => secret)
}

async function accountIn(place: Workplace) {
  const db = await place.database()
  try {
    return await findBotAccount(db)
  } finally {
    await db.destroy()
  }
}

test('the account of the bot', needs('synapse'), async (t) => {
  // Of its own, as logins from one address are few.
  await using server = await ownSynapse()
  await t.test('set-up makes an account with one device, and says what it lacks', async () => {
    const owner = await newPerson(server)
    const [open, closed] = [
      await newRoomOf(owner, { preset: 'public_chat' }),
      await newRoomOf(owner, { creation_content: { type: 'm.space' } }),
    ]
    await using place = await workplace(
      configuration(server, `community:\n  rooms: ['${closed.alias}', '${open.alias}']`),
    )
    const name = newName('bot')
    const mxid = `@${name}:${server.serverName}`
    const first = output(await place.runHere('bot', 'set-up', '--name', name))
    assert.match(first, new RegExp(`^The bot is ${mxid}\\.\n`))
    assert.ok(first.includes(`${closed.alias}: the bot is not in it. There: /invite ${mxid}`))
    assert.ok(first.includes(`${open.alias}: the bot lacks power 50 (it has 0).`))
    const account = await accountIn(place)
    await owner.ask('POST', `rooms/${encodeURIComponent(closed.id)}/invite`, { user_id: mxid })
    await givePower(owner, closed.id, mxid)
    const again = output(await place.runHere('bot', 'set-up', '--name', name))
    assert.ok(again.includes(`${closed.alias}: the bot is in it and may invite.`))
    assert.deepEqual(await accountIn(place), account, 'a session that works is kept')
    assert.equal(await countDevices(server, name, await newAdmin(server)), 1)
  })

  await t.test('an account that somebody else made is refused', async () => {
    await using place = await workplace(configuration(server))
    const name = newName('bot')
    await newAccount(server, { name })
    const { code, stderr } = await place.runHere('bot', 'set-up', '--name', name)
    assert.equal(code, 1)
    assert.match(stderr, /exists already, and Latchkey did not make it/)
    assert.equal(await accountIn(place), undefined)
  })

  await t.test('an account of ours whose session was ended gets a new one', async () => {
    await using place = await workplace(configuration(server))
    const name = newName('bot')
    output(await place.runHere('bot', 'set-up', '--name', name))
    const { userId = '', token } = (await accountIn(place)) ?? {}
    await personOf(server.url, userId, token ?? '').ask('POST', 'logout', {})
    output(await place.runHere('bot', 'set-up', '--name', name))
    const { token: fresh } = (await accountIn(place)) ?? {}
    assert.notEqual(fresh, token)
  })

  await t.test('the session before is ended, and never the new one', async () => {
    await using place = await workplace(configuration(server))
    const accounts = [newName('bot'), newName('bot')].map((name) => newAccount(server, { name }))
    const [before, now] = await Promise.all(accounts)
    const [first, token, mxid] = [before?.['access_token'], now?.['access_token'], now?.['user_id']]
    output(await setUpWith(place, String(first), '--user', String(before?.['user_id'])))
    const isOpen = async (one: string) =>
      (await personOf(server.url, '', one).ask('GET', 'account/whoami')).status === 200
    const said = output(await setUpWith(place, String(token), '--user', String(mxid)))
    assert.doesNotMatch(said, /session before/)
    assert.deepEqual([await isOpen(String(first)), await isOpen(String(token))], [false, true])
    output(await setUpWith(place, String(token), '--user', String(mxid)))
    assert.ok(await isOpen(String(token)), 'the same session again')
  })

  await t.test('--user takes a password or a token of that account, and no other', async () => {
    await using place = await workplace(configuration(server))
    const name = newName('bot')
    const { access_token: token, user_id: mxid } = await newAccount(server, { name })
    const other = await newPerson(server)
    const wrong = await setUpWith(place, 'a guess', '--user', String(mxid))
    assert.match(wrong.stderr, /neither the password nor an access token/)
    const strange = await setUpWith(place, String(token), '--user', other.mxid)
    assert.match(strange.stderr, new RegExp(`is an access token of ${String(mxid)}`))
    output(await setUpWith(place, String(token), '--user', String(mxid)))
    assert.equal((await accountIn(place))?.token, token)
    output(await setUpWith(place, goodPassword, '--user', String(mxid)))
    assert.notEqual((await accountIn(place))?.token, token)
    const { code } = await place.runHere('bot', 'set-up', '--user', String(mxid))
    assert.equal(code, 2, 'without a terminal nobody can be asked')
  })
})

test('on Dendrite the bot has one device, too', needs('dendrite'), async () => {
  await using dendrite = await ownDendrite()
  await using place = await workplace(
    configuration(dendrite).replace('homeserver:', 'homeserver:\n  kind: dendrite'),
  )
  output(await place.runHere('bot', 'set-up'))
  const { userId = '', token } = (await accountIn(place)) ?? {}
  const { json } = await personOf(dendrite.url, userId, token ?? '').ask('GET', 'devices')
  assert.equal((json['devices'] as unknown[]).length, 1)
})

test('a portal has the bot as soon as it is set up', needs('synapse'), async () => {
  let now = Date.now()
  await using portal = await openPortal({ clock: () => now })
  assert.equal(await portal.app.bot(), undefined)
  const mxid = await plantBot(portal.app, synapse())
  now += 10_000
  const bot = await portal.app.bot()
  assert.ok(bot)
  const who = await bot.whoami()
  assert.equal(who.kind === 'done' && who.value.userId, mxid)
  const owner = await newPerson(synapse())
  const { id } = await newRoomOf(owner, { preset: 'public_chat' })
  assert.deepEqual(await bot.join(id), { kind: 'done', value: id })
  const event = { type: 'm.room.message', content: { msgtype: 'm.text', body: 'hi' }, txn: 'one' }
  assert.deepEqual(await bot.send(id, event), await bot.send(id, event), 'sent once')
  const guest = await newPerson(synapse())
  const refused = await bot.invite(id, guest.mxid)
  assert.equal(refused.kind === 'refused' && refused.errcode, 'M_FORBIDDEN')
  const members = await bot.members(id)
  assert.deepEqual(
    members.kind === 'done' && members.value.toSorted(),
    [owner.mxid, mxid].toSorted(),
  )
  const cut = AbortSignal.abort()
  const synced = await bot.sync({ waitMs: 0, filter: { room: { rooms: [id] } } })
  assert.equal(synced.kind, 'done')
  const since = synced.kind === 'done' ? String(synced.value['next_batch']) : ''
  const waiting = await bot.sync({ waitMs: 30_000, since, filter: {}, signal: cut })
  assert.equal(waiting.kind, 'unanswered')
})

test(
  'the doctor says that Synapse limits the bot, until that is lifted',
  needs('synapse'),
  async () => {
    const admin = await newAdmin(synapse())
    const owner = await newPerson(synapse())
    const { id, alias } = await newRoomOf(owner, { preset: 'public_chat' })
    const rooms = `community:\n  rooms: ['${alias}']`
    const text = configuration(synapse(), rooms)
    const withToken = text.replace('homeserver:', `homeserver:\n  admin_token: ${admin}`)
    await using place = await workplace(withToken)
    output(await place.runHere('invite'))
    const db = await place.database()
    const mxid = await plantBot({ db }, synapse())
    const { token } = (await findBotAccount(db)) ?? {}
    await db.destroy()
    await personOf(synapse().url, mxid, token ?? '').ask(
      'POST',
      `join/${encodeURIComponent(id)}`,
      {},
    )
    await givePower(owner, id, mxid)
    const found = async () => (await place.runHere('doctor', '--json')).stdout
    const limits = `Synapse limits ${mxid}: thirty people who are invited at once wait`
    assert.ok((await found()).includes(limits))
    const path = `${synapse().url}/_synapse/admin/v1/users/${mxid}/override_ratelimit`
    const headers = { authorization: `Bearer ${admin}` }
    const body = JSON.stringify({ messages_per_second: 0, burst_count: 0 })
    await fetch(path, { method: 'POST', headers, body })
    assert.ok(!(await found()).includes('Synapse limits'))
  },
)

test('the doctor names the room in which the bot lacks power', needs('synapse'), async () => {
  const owner = await newPerson(synapse())
  const [space, board] = [await newRoomOf(owner), await newRoomOf(owner)]
  const rooms = `community:\n  rooms: ['${space.alias}', '${board.alias}']`
  await using place = await workplace(configuration(synapse(), rooms))
  const found = async () => {
    const { stdout } = await place.runHere('doctor', '--json')
    const report = JSON.parse(stdout) as { findings: { code: string; sentence: string }[] }
    return report.findings.filter(({ code }) => code === 'bot').map(({ sentence }) => sentence)
  }
  output(await place.runHere('invite'))
  assert.deepEqual(await found(), [])
  const db = await place.database()
  const mxid = await plantBot({ db }, synapse())
  const { token } = (await findBotAccount(db)) ?? {}
  await db.destroy()
  const bot = personOf(synapse().url, mxid, token ?? '')
  for (const { id } of [space, board]) {
    await owner.ask('POST', `rooms/${encodeURIComponent(id)}/invite`, { user_id: mxid })
  }
  for (const { id } of [space, board]) await bot.ask('POST', `join/${encodeURIComponent(id)}`, {})
  await givePower(owner, space.id, mxid)
  const lacks = `The bot lacks power 50 to invite to ${board.alias} (it has 0): nobody can be invited there.`
  assert.deepEqual(await found(), [lacks])
  await givePower(owner, board.id, mxid)
  assert.deepEqual(await found(), [`${mxid} can invite to ${space.alias}, ${board.alias}.`])
  await bot.ask('POST', 'logout', {})
  assert.deepEqual(await found(), ['The homeserver no longer takes the session of the bot.'])
})
