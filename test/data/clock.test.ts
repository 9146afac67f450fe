import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { findSpent, takePoints } from '../../src/store/limits.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName, registered } from '../support/synapse-client.ts'
import { join, newVisitor, type Reply } from '../support/visitor.ts'

const password = 'correct horse battery'
const minute = 60_000
const day = 24 * 60 * minute

test(
  'a clock that jumps ahead frees no place whose account may still be created',
  needs('synapse'),
  async () => {
    await using slow = await slowHomeserver()
    const time = { stepped: 0, passed: 0 }
    await using portal = await openSteppable(slow.url, time)
    const { id, code } = await portal.invite({ uses: 1 })
    const [ana, bea] = [newName(), newName()]
    assertWaits(await join(newVisitor(portal.url), code, { name: ana, password }))
    for (const step of [day, -day, 2 * minute]) {
      time.stepped = step
      await settle(portal.app)
      assert.deepEqual(await counts(portal, id), [0, 1])
      const turnedAway = await join(newVisitor(portal.url), code, { name: bea, password })
      assert.equal(turnedAway.status, 503)
    }
    await slow.letThrough()
    assert.ok(await registered(synapse(), ana))
    time.passed = portal.app.config.homeserver.settleAfter
    await settle(portal.app)
    assert.deepEqual(await counts(portal, id), [1, 0])
  },
)

test(
  'a clock that is set back keeps no place longer than necessary',
  needs('synapse'),
  async () => {
    await using slow = await slowHomeserver()
    const time = { stepped: 0, passed: 0 }
    await using portal = await openSteppable(slow.url, time)
    const { id, code } = await portal.invite({ uses: 1 })
    assertWaits(await join(newVisitor(portal.url), code, { name: newName(), password }))
    time.stepped = -30 * day
    time.passed = portal.app.config.homeserver.settleAfter
    await settle(portal.app)
    assert.deepEqual(await counts(portal, id), [0, 0])
  },
)

test(
  'another portal’s redemption is settled after watching it, whatever that portal’s clock said',
  needs('synapse'),
  async () => {
    await using slow = await slowHomeserver()
    const here = { stepped: 0, passed: 0 }
    await using stays = await openSteppable(slow.url, here)
    const time = { stepped: -day, passed: 0 }
    const databaseUrl = stays.app.config.database.url
    await using dies = await openSteppable(slow.url, time, databaseUrl)
    const { id, code } = await dies.invite({ uses: 1 })
    assertWaits(await join(newVisitor(dies.url), code, { name: newName(), password }))
    await settle(stays.app)
    assert.deepEqual(await counts(stays, id), [0, 1])
    here.passed = stays.app.config.homeserver.settleAfter
    await settle(stays.app)
    assert.deepEqual(await counts(stays, id), [0, 0])
  },
)

test('a limit lasts no longer than it should after a clock was set back', async () => {
  await using portal = await openPortal({
    homeserverUrl: 'http://127.0.0.1:1',
    settings: elsewhere,
  })
  const { db } = portal.app
  const spend = { now: 10 * day, per: minute, points: 1, cost: 1 } as const
  assert.equal(await takePoints(db, 'key', spend), 1)
  assert.equal(await takePoints(db, 'key', spend), undefined)
  assert.equal((await findSpent(db, 'key', spend))?.spent, 1)
  assert.equal(await findSpent(db, 'key', { now: 2 * day, per: minute }), undefined)
  assert.equal(await takePoints(db, 'key', { ...spend, now: 2 * day }), 1)
  const row = await findSpent(db, 'key', { now: 2 * day, per: minute })
  assert.deepEqual([row?.spent, row?.ends_at], [1, 2 * day + minute])
})

const elsewhere = { homeserver: { url: 'http://127.0.0.1:1', serverName: 'example.org' } }

interface Time {
  /** The change of the clock, in ms. */
  stepped: number
  passed: number
}

function openSteppable(homeserverUrl: string, time: Time, databaseUrl?: string) {
  return openPortal({
    homeserverUrl,
    ...(databaseUrl !== undefined && { databaseUrl }),
    settings: { homeserver: { timeout: 300 }, redemptions: { wait: 0 } },
    clock: () => Date.now() + time.passed + time.stepped,
    elapsed: () => performance.now() + time.passed,
  })
}

/** An undecided account is a page that waits by itself. */
function assertWaits({ status, headers, text }: Reply): void {
  assert.equal(status, 200)
  assert.match(text, /still finding out whether your account was made/)
  assert.ok(headers.has('refresh'))
}

async function counts({ app }: TestPortal, id: string) {
  const invite = await findById(app.db, id)
  return [invite?.used, invite?.held]
}

/** In front of the real Synapse: holds registrations until the test releases them. */
async function slowHomeserver() {
  const gate = Promise.withResolvers<void>()
  const waiting: Promise<unknown>[] = []
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = request.method === 'POST' ? await buffer(request) : null
    const passOn = async () => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(synapse().url + request.url, {
        method: request.method ?? '',
        headers,
        body,
      })
      response.writeHead(answer.status, headers).end(await answer.text())
    }
    if (body === null) return passOn()
    waiting.push(gate.promise.then(passOn))
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letThrough: async () => {
      gate.resolve()
      await Promise.all(waiting)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
