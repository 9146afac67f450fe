import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { findById } from '../../src/store/invites.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { openPortero } from '../support/portero.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

/** The address whose homeserver limit is used up. */
const here = '127.0.0.1'

/** A Synapse that answers one profile request per quarter of an hour. */
const openMiser = () => ownSynapse(() => ({ rc_profile: { per_second: 0.001, burst_count: 1 } }))

type Synapse = Awaited<ReturnType<typeof openMiser>>

function settingsOf({ url, serverName, sharedSecret: registrationSharedSecret }: Synapse) {
  return { homeserver: { url, serverName, registrationSharedSecret } }
}

async function askOnce({ url, serverName }: Synapse): Promise<void> {
  await fetch(`${url}/_matrix/client/v3/profile/@nobody:${serverName}`)
}

function post(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields) })
}

/** Waits until a newcomer with a place is waiting for the homeserver. */
async function untilHeld(file: string): Promise<void> {
  using db = new DatabaseSync(file, { readOnly: true })
  const held = db.prepare('select id from invites where held > 0')
  while (held.get() === undefined) await new Promise(setImmediate)
}

describe('a rate limit that does not end', { concurrency: true, ...needs('synapse') }, () => {
  test('without a waiting page it is reported after 50 seconds, and the place is free again', async () => {
    await using synapse = await openMiser()
    await askOnce(synapse)
    await using portal = await openPortal({ settings: settingsOf(synapse) })
    const invite = await portal.invite()
    const keys = { server_location: synapse.url, registration_shared_secret: synapse.sharedSecret }
    await using old = await openOldPortal({ keys })
    const token = String((await old.call('POST', '/api/token', { max_usage: 1 })).json['name'])
    await using portero = await openPortero({
      added: [
        `matrix.adminURL = ${synapse.url}/`,
        `matrix.adminSharedSecret = ${synapse.sharedSecret}`,
      ],
    })
    const link = await portero.mint()
    const username = newName()
    const [page, script, form] = await Promise.all([
      post(`${portal.url}/i/${invite.code}/account`, { name: newName(), password }),
      post(`${old.url}/register`, { username, password, confirm: password, token }),
      post(`${portero.publicUrl}/signup-complete/`, {
        token: link,
        user_name: newName(),
        password,
        password_confirm: password,
      }),
    ])
    assert.deepEqual([page.status, script.status, form.status], [429, 429, 429])
    assert.ok(Number(page.headers.get('retry-after')) > 100)
    assert.match(await page.text(), /Many people are joining right now/)
    const said = (await script.json()) as Record<string, unknown>
    assert.equal(said['errcode'], 'M_LIMIT_EXCEEDED')
    assert.ok(Number(said['retry_after_ms']) > 100_000)
    const after = await findById(portal.app.db, invite.id)
    assert.deepEqual([after?.used, after?.held], [0, 0])
    const kept = await old.call('GET', `/api/token/${token}`)
    assert.deepEqual([kept.json['used'], kept.json['active']], [0, true])
  })

  test('SIGTERM releases newcomers whose account was not requested, and leads them back to the form', async () => {
    await using synapse = await openMiser()
    await askOnce(synapse)
    await using portal = await openPortal({ settings: settingsOf(synapse) })
    const { id, code } = await portal.invite()
    const visitor = newVisitor(portal.url, here)
    await visitor.get(`/i/${code}/account`)
    const reply = await visitor.press(`/i/${code}/account`, { name: newName(), password })
    assert.equal(reply.headers.get('location'), `/i/${code}/ticket`)
    assert.equal((await findById(portal.app.db, id))?.held, 1)
    const polling = visitor.get(`/i/${code}/ticket`)
    portal.app.drain()
    const told = await polling
    assert.equal(told.status, 503)
    assert.match(told.text, /Nothing is lost, and your invitation is still valid/)
    assert.match(told.text, new RegExp(`href="/i/${code}/account"`))
    assert.equal((await findById(portal.app.db, id))?.held, 0)
    // The next process on the same database leads there, too.
    const { headers } = await visitor.get(`/i/${code}/ticket`)
    assert.equal(headers.get('location'), `/i/${code}/account`)
  })

  test("SIGTERM ends the waits at a predecessor's form", async () => {
    await using synapse = await openMiser()
    await askOnce(synapse)
    const { url, sharedSecret } = synapse
    const added = [`matrix.adminURL = ${url}/`, `matrix.adminSharedSecret = ${sharedSecret}`]
    const portero = await openPortero({ added })
    const keys = { server_location: url, registration_shared_secret: sharedSecret }
    const old = await openOldPortal({ keys })
    const form = { password, token: await portero.mint() }
    const fields = { ...form, user_name: newName(), password_confirm: password }
    const page = post(`${portero.publicUrl}/signup-complete/`, fields)
    await untilHeld(join(portero.cwd, 'server.latchkey.db'))
    await portero.stop()
    assert.equal((await page).status, 503)
    const token = String((await old.call('POST', '/api/token', { max_usage: 1 })).json['name'])
    const username = newName()
    const answer = post(`${old.url}/register`, { username, password, confirm: password, token })
    await untilHeld(join(old.cwd, 'db.latchkey.sqlite3'))
    await old.stop()
    assert.equal((await answer).status, 503)
  })

  test('a second press waits with the first, and both are welcomed', async () => {
    await using synapse = await ownSynapse(() => ({
      rc_profile: { per_second: 0.03, burst_count: 1 },
    }))
    await askOnce(synapse)
    const settings = { ...settingsOf(synapse), redemptions: { wait: 100 } }
    await using portal = await openPortal({ settings })
    const { id, code } = await portal.invite()
    const visitor = newVisitor(portal.url, here)
    await visitor.get(`/i/${code}/account`)
    const fields = { name: newName(), password }
    const first = await visitor.press(`/i/${code}/account`, fields)
    const second = await visitor.press(`/i/${code}/account`, fields)
    for (const { headers } of [first, second]) {
      assert.equal(headers.get('location'), `/i/${code}/ticket`)
    }
    let reply = await visitor.get(`/i/${code}/ticket`)
    while (reply.headers.has('refresh')) reply = await visitor.get(`/i/${code}/ticket`)
    assert.match(reply.headers.get('location') ?? '', mePath)
    const after = await findById(portal.app.db, id)
    assert.deepEqual([after?.used, after?.held], [1, 0])
  })

  test('a hold is not settled as lost while its owner is queued', async () => {
    await using synapse = await openMiser()
    await askOnce(synapse)
    const { homeserver } = settingsOf(synapse)
    const settings = { homeserver: { ...homeserver, settleAfter: 3_000 } }
    await using portal = await openPortal({ settings })
    const { id, code } = await portal.invite()
    const visitor = newVisitor(portal.url, here)
    await visitor.get(`/i/${code}/account`)
    await visitor.press(`/i/${code}/account`, { name: newName(), password })
    const { settle } = await import('../../src/core/redemption/settle.ts')
    const start = performance.now()
    while (performance.now() - start < 7_000) {
      await settle(portal.app)
      await visitor.get(`/i/${code}/ticket`)
    }
    assert.equal((await findById(portal.app.db, id))?.held, 1)
    assert.match((await visitor.get(`/i/${code}/ticket`)).text, /Your account is being made/)
  })
})
