import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { examine } from '../doctor/examine.ts'
import {
  newAdmin,
  newRegistrationToken,
  newRoom,
  ownSynapse,
  withTokens,
} from '../homeservers/synapses.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const rooms = async ({ app }: TestPortal): Promise<string> => {
  const found = (await examine(app)).filter(({ code }) => code === 'rooms')
  return found
    .map(({ severity, sentence, advice }) => `${severity}: ${sentence} ${advice}`)
    .join('\n')
}

async function call(path: string, token: string, method: string, body: object): Promise<string> {
  const reply = await fetch(`${synapse().url}/_matrix/client/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  assert.equal(reply.status, 200, path)
  return reply.text()
}

test(
  'newcomers are said to be brought into a room only where the administrator may bring them in',
  needs('synapse'),
  async () => {
    const [owner, adminToken] = [await newAdmin(synapse()), await newAdmin(synapse())]
    const [open, shut] = [
      await newRoom(synapse(), owner, 'public_chat'),
      await newRoom(synapse(), owner, 'private_chat'),
    ]
    const whoami = await fetch(`${synapse().url}/_matrix/client/v3/account/whoami`, {
      headers: { authorization: `Bearer ${adminToken}` },
    })
    const { user_id: admin } = (await whoami.json()) as { user_id: string }
    await using portal = await openPortal({
      settings: { homeserver: { adminToken }, community: { rooms: [open, shut] } },
    })
    assert.match(await rooms(portal), /^warning: .* can't be brought into \S+, \S+\. .* a member/)
    await call(`rooms/${shut}/invite`, owner, 'POST', { user_id: admin })
    for (const room of [open, shut]) await call(`join/${room}`, adminToken, 'POST', {})
    assert.match(await rooms(portal), /^fine: Newcomers are brought into \S+, \S+\./)
    const levels = { users: { [admin]: 10 }, invite: 50 }
    const path = `rooms/${shut}/state/m.room.power_levels/`
    const before = await fetch(`${synapse().url}/_matrix/client/v3/${path}`, {
      headers: { authorization: `Bearer ${owner}` },
    })
    const now = (await before.json()) as { users: object }
    await call(path, owner, 'PUT', { ...now, ...levels, users: { ...now.users, ...levels.users } })
    assert.match(await rooms(portal), new RegExp(`^warning: .* into ${shut}\\. .* may invite`, 'm'))
    assert.match(await rooms(portal), /^fine: Newcomers are brought into \S+\./m)
  },
)

test(
  'the rooms of every profile are examined, and those of the configuration while no profile is the default one',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const [configured, board] = [
      await newRoom(synapse(), adminToken, 'private_chat'),
      await newRoom(synapse(), adminToken, 'private_chat'),
    ]
    const missing = `#nowhere:${synapse().serverName}`
    await using portal = await openPortal({
      settings: { homeserver: { adminToken }, community: { rooms: [configured] } },
    })
    const plain = { greeting: {}, directMessage: false, account: null }
    const named = { ...plain, name: 'named', isDefault: false, rooms: [missing] }
    await writeProfiles(portal.app, [named], shellActor)
    const found = await rooms(portal)
    assert.match(found, new RegExp(`^warning: Newcomers can't be brought into ${missing}\\.`))
    assert.match(found, new RegExp(`^fine: Newcomers are brought into ${configured}\\.`, 'm'))
    const usual = { ...plain, name: 'usual', isDefault: true, rooms: [board] }
    await writeProfiles(portal.app, [{ ...named, rooms: [] }, usual], shellActor)
    assert.equal(await rooms(portal), `fine: Newcomers are brought into ${board}. null`)
  },
)

/** Synapse, where every account starts suspended, as continuwuity can be configured. */
async function suspending(target: string) {
  const serve = async (asked: IncomingMessage, answer: ServerResponse) => {
    const body = await text(asked)
    const json = { 'content-type': 'application/json' }
    if (asked.url?.includes('/join/')) {
      const said = { errcode: 'M_USER_SUSPENDED', error: 'Your account is suspended.' }
      return void answer.writeHead(403, json).end(JSON.stringify(said))
    }
    const { authorization = '' } = asked.headers
    const reply = await fetch(target + asked.url, {
      method: asked.method ?? 'GET',
      headers: authorization ? { ...json, authorization } : json,
      ...(body !== '' && { body }),
    })
    answer.writeHead(reply.status, json).end(await reply.text())
  }
  const server = createServer((asked, answer) => void serve(asked, answer))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test(
  'where the last newcomer was not joined, no room is green, and log and doctor say why',
  needs('synapse'),
  async () => {
    await using server = await ownSynapse(withTokens)
    const admin = await newAdmin(server)
    const room = await newRoom(server, admin, 'public_chat')
    await using front = await suspending(server.url)
    await using portal = await openPortal({
      settings: {
        homeserver: {
          kind: 'registration-token',
          url: front.url,
          serverName: server.serverName,
          registrationToken: await newRegistrationToken(server, admin),
        },
        community: { rooms: [room] },
      },
    })
    assert.match(await rooms(portal), /^notice: Whether newcomers .* could not be tested/)
    portal.app.work()
    const { code } = await portal.invite()
    const person = { name: newName(), password: 'correct horse battery' }
    assert.equal((await join(newVisitor(portal.url), code, person)).status, 303)
    const said = /403 M_USER_SUSPENDED Your account is suspended/
    await waitFor(30_000, async () => said.test(await rooms(portal)) || undefined)
    assert.match(await rooms(portal), said)
    assert.match(await rooms(portal), /^warning: The last newcomer .* suspend_on_register/m)
    assert.doesNotMatch(await rooms(portal), /^fine/m)
    const lines = portal.logged().split('\n')
    assert.match(lines.find((one) => one.includes('"what":"introduce"')) ?? '', said)
  },
)
