import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { ask, contract, type Rig, show } from './contract.ts'
import { countOtherDevices, newDendriteRoom, ownDendrite } from './dendrites.ts'
import { nowhere, openDriver } from './open.ts'
import { proxyTo } from './proxy.ts'
import { standIn } from './stand-in.ts'

const register = 'POST /_synapse/admin/v1/register'
const password = 'correct horse battery 1'

/** A real Dendrite 0.13.8. */
async function openRig(): Promise<Rig> {
  // Dendrite's own limit, but for longer than 500 ms, which would be over before the next request.
  const address = await ownDendrite({ enabled: true, threshold: 5, cooloff_ms: 60_000 })
  const proxy = await proxyTo(address.url)
  const given = {
    kind: 'dendrite' as const,
    url: proxy.url,
    serverName: address.serverName,
    registrationSharedSecret: address.sharedSecret,
  }
  const homeserver = await openDriver(given)
  const down = await openDriver({ ...given, url: nowhere })
  const taken = async () => {
    const localpart = newName()
    const { outcome } = await ask({ homeserver, localpart })
    assert.equal(outcome.kind, 'created', show(outcome))
    return localpart
  }
  return {
    homeserver,
    free: () => newName(),
    refusals: {
      name_taken: async () => ({ homeserver, localpart: await taken() }),
      name_invalid: () => ({ homeserver, localpart: '_ana' }),
      password_refused: () => ({ homeserver, localpart: newName(), password: 'short' }),
      homeserver_busy: async () => {
        const visitor = '198.18.5.5'
        for (let asked = 0; asked < 5; asked++) await homeserver.check(newName(), visitor)
        return { homeserver, localpart: newName(), visitor }
      },
      homeserver_unavailable: () => ({ homeserver: down, localpart: newName() }),
    },
    shutOut: async () => ({
      homeserver: await openDriver({ ...given, registrationSharedSecret: 'another secret' }),
      localpart: newName(),
    }),
    stale: () => {
      proxy.change(/"nonce":"[^"]+"/, '"nonce":"a dead one"')
      return { homeserver, localpart: newName() }
    },
    lose: (localpart, made) => {
      proxy.cut(`"username":"${localpart}"`, made ? 'after' : 'before')
      return { fate: made ? 'created' : 'absent', reveal: () => {} }
    },
    checks: { free: 'free', taken },
    sessions: (localpart) => countOtherDevices(address, localpart, password),
    room: () => newDendriteRoom(address),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([homeserver.close(), down.close()])
      await proxy[Symbol.asyncDispose]()
      await address[Symbol.asyncDispose]()
    },
  }
}

contract({ title: 'dendrite', parts: needs('dendrite'), open: openRig })

/* Recorded answers of 0.15.2, which 0.13.8 doesn't give. */

const recorded = {
  kind: 'dendrite',
  serverName: 'd1.test',
  registrationSharedSecret: 'KWvKyqCEZUSWvw8tUjCN',
} as const
const available = 'GET /_matrix/client/v3/register/available?username='

async function openRecorded() {
  const server = await standIn('dendrite-discovery', 'dendrite-shared-secret', 'dendrite-admin')
  const homeserver = await openDriver({ ...recorded, url: server.url })
  server.answerAt(`${available}alice`, 'CS available free')
  return {
    server,
    homeserver,
    [Symbol.asyncDispose]: async () => {
      await homeserver.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const answersOf0152 = {
  space: 'name_invalid',
  weak: 'password_refused',
  'bad mac': 'homeserver_refused',
} as const

for (const [title, reason] of Object.entries(answersOf0152)) {
  test(`Dendrite 0.15.2’s answer “${title}” means the same as 0.13.8’s`, async () => {
    await using it = await openRecorded()
    it.server.answer(title)
    const { outcome } = await ask({ homeserver: it.homeserver, localpart: 'alice' })
    assert.ok('reason' in outcome, show(outcome))
    assert.equal(outcome.reason, reason)
  })
}

test('a nonce that Dendrite 0.15.2 doesn’t know is stale', async () => {
  await using it = await openRecorded()
  it.server.answer('unknown nonce')
  const { outcome } = await ask({ homeserver: it.homeserver, localpart: 'alice' })
  assert.equal(outcome.kind, 'stale', show(outcome))
})

test('Dendrite protects no names of application services, so the driver checks them first', async () => {
  await using it = await openRecorded()
  it.server.answerAt(`${available}irc_bob`, 'CS available exclusive')
  const { outcome } = await ask({ homeserver: it.homeserver, localpart: 'irc_bob' })
  assert.deepEqual(outcome, { kind: 'refused', reason: 'name_taken' }, show(outcome))
  assert.ok(!it.server.asked.some(({ route }) => route === register))
})

test('a Dendrite whose registration ignores tokens is refused as registration-token', async () => {
  await using server = await standIn('dendrite-discovery', 'dendrite-requires-token')
  const homeserver = await openDriver({
    ...recorded,
    kind: 'registration-token',
    registrationToken: 'once',
    url: server.url,
  })
  const sentences = (await homeserver.examine()).filter(({ severity }) => severity === 'error')
  assert.match(JSON.stringify(sentences), /It is Dendrite, which .*Set homeserver.kind to dendrite/)
  assert.match(JSON.stringify(sentences), /Anybody can register at the homeserver/)
  await homeserver.close()
})
