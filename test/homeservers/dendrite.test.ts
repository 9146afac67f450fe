import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, contract, type Rig, show } from './contract.ts'
import { nowhere, openDriver } from './open.ts'
import { standIn } from './stand-in.ts'

const register = 'POST /_synapse/admin/v1/register'
const logout = 'POST /_matrix/client/v3/logout'
const available = 'GET /_matrix/client/v3/register/available?username=alice'
const given = {
  kind: 'dendrite',
  serverName: 'd1.test',
  registrationSharedSecret: 'KWvKyqCEZUSWvw8tUjCN',
} as const

/** Dendrite as it answered; the name that was recorded is alice. */
async function openRig() {
  const server = await standIn('dendrite-discovery', 'dendrite-shared-secret', 'dendrite-admin')
  const homeserver = await openDriver({ ...given, url: server.url })
  const down = await openDriver({ ...given, url: nowhere })
  server.answer('ok displayname')
  server.answerAt(available, 'CS available free')
  // No logout was recorded; it answers as other writes that succeed.
  server.answerAt(logout, 'set displayname')
  const alice = { homeserver, localpart: 'alice' }
  const answered = (title: string) => () => (server.answer(title), alice)
  const rig: Rig = {
    homeserver,
    free: () => 'alice',
    refusals: {
      name_invalid: answered('space'),
      password_refused: answered('weak'),
      homeserver_unavailable: () => ({ ...alice, homeserver: down }),
      name_taken: answered('taken'),
    },
    shutOut: answered('bad mac'),
    stale: answered('unknown nonce'),
    lose: (_, made) => {
      server.cut(register)
      const reveal = () => made && server.answer('CS available taken')
      return { fate: made ? 'created' : 'absent', reveal }
    },
    forExamination: () => server.answer('underscore'),
    checks: {
      free: 'free',
      taken: () => (server.answer('CS available taken'), 'alice'),
    },
    sessions: () => Promise.resolve(server.asked.some(({ route }) => route === logout) ? 0 : 1),
    room: () => '#lobby:d1.test',
    [Symbol.asyncDispose]: async () => {
      await Promise.all([homeserver.close(), down.close()])
      await server[Symbol.asyncDispose]()
    },
  }
  return { ...rig, server }
}

contract({ title: 'dendrite (as recorded)', parts: { skip: false }, open: openRig })

test('Dendrite protects no names of application services, so they are asked for beforehand', async () => {
  await using rig = await openRig()
  const { homeserver, server } = rig
  const route = available.replace('alice', 'irc_bob')
  server.answerAt(route, 'CS available exclusive')
  const { outcome } = await ask({ homeserver, localpart: 'irc_bob' })
  assert.deepEqual(outcome, { kind: 'refused', reason: 'name_taken' }, show(outcome))
  assert.ok(!server.asked.some(({ route: asked }) => asked === register))
})

test('a Dendrite that gates nothing with its registration tokens is never taken for one that does', async () => {
  await using server = await standIn('dendrite-discovery', 'dendrite-requires-token')
  const homeserver = await openDriver({
    ...given,
    kind: 'registration-token',
    registrationToken: 'once',
    url: server.url,
  })
  const sentences = (await homeserver.examine()).filter(({ severity }) => severity === 'error')
  assert.match(JSON.stringify(sentences), /It is Dendrite, which .*Set homeserver.kind to dendrite/)
  assert.match(JSON.stringify(sentences), /Anybody can register there/)
  await homeserver.close()
})
