import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findById } from '../../src/store/invites.ts'
import { startGate } from '../support/gate.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'

const password = 'correct horse battery'

/** Presses the button in a new browser from the network with this number. Returns the status. */
async function press({ url }: TestPortal, code: string, network: number): Promise<Response> {
  return fetch(`${url}/i/${code}/account`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ name: newName(), password }),
    headers: {
      cookie: `latchkey_attempt=${newName()}`,
      // An IPv6 subscriber has many addresses: the /64 is what counts.
      'x-forwarded-for': `2001:db8:0:${network}::${randomInt(1, 9_999)}`,
    },
  })
}

test(
  'at most 250 requests of a network and 1,000 in all wait, and further ones hold no place',
  needs('synapse'),
  async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    const settings = {
      proxies: { trusted: ['127.0.0.1'] },
      homeserver: { timeout: 240_000 },
      // One after the other they would take a thousand times 20 ms.
      passwords: { refuseGuessable: false },
    }
    await using portal = await openPortal({ homeserverUrl: gate.url, settings })
    const { id, code } = await portal.invite({ uses: 5_000 })
    const places = async () => {
      const invite = await findById(portal.app.db, id)
      return [invite?.used, invite?.held]
    }
    const fill = async (network: number) => {
      const presses = Array.from({ length: 250 }, () => press(portal, code, network))
      for (const { status, headers } of await Promise.all(presses)) {
        assert.deepEqual([status, headers.get('location')], [303, `/i/${code}/ticket`])
      }
    }
    await fill(1)
    const beyond = await press(portal, code, 1)
    assert.equal(beyond.status, 503)
    assert.ok(Number(beyond.headers.get('retry-after')) > 0)
    assert.match(await beyond.text(), /Many people are joining right now/)
    for (const network of [2, 3, 4]) await fill(network)
    assert.equal((await press(portal, code, 5)).status, 503)
    while ((await places())[1] !== 1_000) await pause(200)
    assert.deepEqual(await places(), [0, 1_000])
    gate.open()
    while ((await places())[0] !== 1_000) await pause(200)
    assert.deepEqual(await places(), [1_000, 0])
    assert.equal((await press(portal, code, 5)).status, 303)
  },
)
