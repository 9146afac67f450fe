import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs, synapse } from '../support/parts.ts'
import { login, newName } from '../support/synapse-client.ts'
import { ask, asked, contract, newcomerOf, type Rig } from './contract.ts'
import { nowhere, openDriver } from './open.ts'
import { proxyTo } from './proxy.ts'
import { standIn } from './stand-in.ts'
import { countDevices, newAdmin, newRoom, ownSynapse, withAbsentMas } from './synapses.ts'

const wrongSecret = 'DIJEyNxE5oLTrKzRKp3e'

/** The shared closed Synapse by its secret, optionally with an administrator's token. */
async function openRig(withAdmin: boolean): Promise<Rig> {
  const address = synapse()
  const proxy = await proxyTo(address.url)
  const admin = await newAdmin(address)
  const given = {
    url: proxy.url,
    serverName: address.serverName,
    registrationSharedSecret: address.sharedSecret,
    adminToken: withAdmin ? admin : null,
  }
  const homeserver = await openDriver(given)
  const down = await openDriver({ ...given, url: nowhere })
  const taken = async () => {
    const localpart = newName()
    await ask({ homeserver, localpart })
    return localpart
  }
  return {
    homeserver,
    free: () => newName(),
    refusals: {
      name_taken: async () => ({ homeserver, localpart: await taken() }),
      name_invalid: () => ({ homeserver, localpart: '_ana' }),
      homeserver_unavailable: () => ({ homeserver: down, localpart: newName() }),
    },
    shutOut: async () => ({
      homeserver: await openDriver({ ...given, registrationSharedSecret: wrongSecret }),
      localpart: newName(),
    }),
    lose: (localpart, made) => {
      proxy.cut(`"username":"${localpart}"`, made ? 'after' : 'before')
      return { fate: made ? 'created' : 'absent', reveal: () => {} }
    },
    checks: { free: withAdmin ? 'free' : 'unknown', taken },
    sessions: (localpart) => countDevices(address, localpart, admin),
    room: () => newRoom(address, admin, withAdmin ? 'private_chat' : 'public_chat'),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([homeserver.close(), down.close()])
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const row = { parts: needs('synapse'), leavesOut: ['what goes stale' as const] }
contract({ ...row, title: 'synapse with its secret', open: () => openRig(false) })
contract({ ...row, title: 'synapse with its secret and an admin token', open: () => openRig(true) })

const hour = 60 * 60_000
const unknown = { ...asked, free: false }

test(
  'with an admin token the creation time decides whose an account is',
  needs('synapse'),
  async () => {
    await using rig = await openRig(true)
    const { homeserver } = rig
    const before = Date.now()
    const localpart = await rig.checks.taken()
    const fate = (from: number) =>
      homeserver.resolveOutcome({ ...unknown, localpart, heldAt: from, askedAt: from })
    assert.equal(await fate(before), 'created')
    // Clocks may differ by a day.
    assert.equal(await fate(before + 23 * hour), 'undecided')
    assert.equal(await fate(before + 25 * hour), 'absent')
  },
)

test(
  'with an admin token an account can be deactivated, and its name stays taken',
  needs('synapse'),
  async () => {
    await using rig = await openRig(true)
    const { homeserver } = rig
    const localpart = await rig.checks.taken()
    assert.equal(await homeserver.deactivate?.(localpart), true)
    assert.equal(await login(synapse().url, localpart, 'correct horse battery 1'), 'M_FORBIDDEN')
    assert.equal(await homeserver.check(localpart, null), 'taken')
  },
)

test('a join of somebody who is in the room already succeeds', needs('synapse'), async () => {
  await using rig = await openRig(true)
  const localpart = newName()
  const made = await ask({ homeserver: rig.homeserver, localpart })
  const newcomer = await newcomerOf(rig.homeserver, localpart, made)
  const room = (await rig.room?.()) ?? ''
  assert.deepEqual([await newcomer?.join(room), await newcomer?.join(room)], [true, true])
})

test(
  'without an admin token nobody is deactivated, and no session is opened where none is wanted',
  needs('synapse'),
  async () => {
    await using rig = await openRig(false)
    const { homeserver } = rig
    assert.equal(homeserver.deactivate, undefined)
    const localpart = newName()
    const { outcome } = await ask({ homeserver, localpart, withoutSession: true })
    assert.deepEqual(outcome, { kind: 'created' })
    assert.equal(await rig.sessions?.(localpart), 0)
  },
)

test(
  'a wrong admin token keeps nobody from an account, and is reported',
  needs('synapse'),
  async () => {
    const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
    const adminToken = 'syt_bm9ib2R5_wrong'
    const homeserver = await openDriver({ url, serverName, registrationSharedSecret, adminToken })
    const localpart = newName()
    const { outcome } = await ask({ homeserver, localpart })
    assert.equal(outcome.kind, 'created')
    assert.equal(await homeserver.resolveOutcome({ ...asked, localpart, free: true }), 'created')
    assert.match(
      JSON.stringify(await homeserver.examine()),
      /admin_token is no administrator’s \(401 M_UNKNOWN_TOKEN .+\)/,
    )
    await homeserver.close()
  },
)

test('a name of an application service is refused, and a used nonce is stale (as recorded)', async () => {
  await using server = await standIn('synapse-shared-secret', 'synapse-admin')
  const homeserver = await openDriver({
    url: server.url,
    serverName: 'syn1.test',
    registrationSharedSecret: wrongSecret,
    adminToken: 'syt_x',
  })
  server.answer('exclusive appservice')
  const zed = { homeserver, localpart: 'zed' }
  const { outcome } = await ask(zed)
  assert.ok(outcome.kind === 'refused')
  assert.deepEqual(
    [outcome.reason, outcome.cause],
    [
      'name_reserved',
      'the registration was answered 400 M_EXCLUSIVE This user ID is reserved by an application service.',
    ],
  )
  server.answer('nonce reused')
  assert.equal((await ask(zed)).outcome.kind, 'stale')
  assert.equal(await homeserver.check('irc_bob', null), 'reserved')
  assert.equal(await homeserver.check('_x', null), 'invalid')
  await homeserver.close()
})

test(
  'a Synapse that delegates signing in to MAS creates no accounts, and the doctor says what to do',
  needs('synapse'),
  async () => {
    await using delegated = await ownSynapse(withAbsentMas)
    const { url, serverName, sharedSecret: registrationSharedSecret } = delegated
    const homeserver = await openDriver({ url, serverName, registrationSharedSecret })
    const { outcome } = await ask({ homeserver, localpart: newName() })
    assert.ok(outcome.kind === 'refused')
    assert.equal(outcome.reason, 'homeserver_refused')
    assert.equal(outcome.cause, 'the nonce was answered 404 M_UNRECOGNIZED Unrecognized request')
    const sentences = JSON.stringify(await homeserver.examine())
    assert.match(sentences, /It is Synapse [^ ]+ whose authentication service does not answer/)
    assert.match(sentences, /Set homeserver.kind to mas or mas-token/)
    await homeserver.close()
  },
)
