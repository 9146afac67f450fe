import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settleDelay } from '../../src/core/redemption/settle-delay.ts'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { configOf, load } from '../support/load-config.ts'
import { openPortal } from '../support/portal.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { newcomerOf, newJournal } from './contract.ts'
import { openStandIns, users } from './mas-stand-in.ts'
import { openScripted, type ScriptedKind } from './scripted.ts'

const minute = 60_000
const password = 'correct horse battery'

/** The secrets that each kind needs. */
const secrets =
  'registration_token: Hn3Lw8Tz9q\nmas: {url: "http://127.0.0.1:1", client_id: x, client_secret: Hn3Lw8Tz9q}'

/** The value of `auto`, in minutes. */
async function autoOf(kind: string, timeout: string): Promise<number> {
  const file = `homeserver:\n  kind: ${kind}\n  timeout: ${timeout}\n  ${secrets}`
  return configOf(await load(file)).homeserver.settleAfter / minute
}

const kinds = ['synapse', 'dendrite', 'mas', 'mas-token', 'registration-token']

test('auto settles after the last moment at which a homeserver of each kind can create an account', async () => {
  for (const [timeout, expected] of [
    ['15s', [1.5, 5.5, 5.5, 0.5, 5.75]],
    ['5m', [1.5, 5.5, 5.5, 0.5, 10.5]],
  ] as const) {
    assert.deepEqual(await Promise.all(kinds.map((kind) => autoOf(kind, timeout))), expected)
  }
})

/** When a redemption at MAS is settled, in minutes. */
async function delay(settleAfter: string, lateMs: number | null): Promise<number> {
  const file = `homeserver:\n  kind: mas\n  settle_after: ${settleAfter}\n  ${secrets}`
  return settleDelay(configOf(await load(file)), { late_ms: lateMs }) / minute
}

test('the delay that the driver recorded counts, except where settle_after is below its minimum', async () => {
  assert.equal(await delay('auto', null), 5.5)
  assert.equal(await delay('auto', 60 * minute), 60.5)
  assert.equal(await delay('10m', 60 * minute), 60.5)
  assert.equal(await delay('2h', 60 * minute), 120)
  assert.equal(await delay('1m', 60 * minute), 1)
})

test('with MAS access tokens that live a day, nothing is settled before the day is over', async () => {
  const { mas, given, close } = await openStandIns('mas')
  mas.answerWith('POST /oauth2/token', 200, { access_token: 'mat_x', expires_in: 86_400 })
  let ahead = 0
  const portal = await openPortal({
    settings: { homeserver: given.homeserver, mas: given.mas },
    clock: () => Date.now() + ahead,
  })
  const { code, id } = await portal.invite()
  mas.cut(users)
  await join(newVisitor(portal.url), code, { name: 'alice', password })
  const heldAfter = async (ms: number) => {
    ahead += ms
    await settle(portal.app)
    return (await findById(portal.app.db, id))?.held
  }
  assert.equal(await heldAfter(0), 1)
  assert.equal(await heldAfter(23 * 60 * minute), 1)
  assert.equal(await heldAfter(60 * minute), 1)
  assert.equal(await heldAfter(minute), 0)
  await portal[Symbol.asyncDispose]()
  await close()
})

for (const kind of ['synapse', 'registration-token'] as const satisfies ScriptedKind[]) {
  test(`requests contain a server name that was learnt late, by ${kind}`, async () => {
    await using scripted = await openScripted(kind, () => ({
      status: 200,
      body: { user_id: '@ana:example.org' },
    }))
    const { homeserver, nameServer, asked } = scripted
    nameServer('example.org')
    const wish = { localpart: 'ana', visitor: null, terms: [] }
    assert.equal((await homeserver.prepare(wish)).kind, 'prepared')
    assert.ok(asked.includes('GET /_matrix/client/v3/profile/@ana:example.org'), asked.join())
  })
}

for (const kind of ['dendrite', 'registration-token', 'mas'] as const satisfies ScriptedKind[]) {
  test(`introductions contain a server name that was learnt late, by ${kind}`, async () => {
    const made = { user_id: '@ana:example.org', access_token: 'x' }
    const user = { data: { type: 'user', id: '01M80PTWH4TM5GWC0Y6QM25930', attributes: {} } }
    const given = kind === 'mas' ? { status: 201, body: user } : { status: 200, body: made }
    await using scripted = await openScripted(kind, () => given)
    const { homeserver, nameServer, asked } = scripted
    nameServer('example.org')
    const prepared = await homeserver.prepare({ localpart: 'ana', visitor: null, terms: [] })
    assert.ok(prepared.kind === 'prepared')
    const { journal, kept } = newJournal()
    const outcome = await prepared.create({ password, email: null }, journal)
    assert.ok(outcome.kind === 'created')
    const newcomer = await newcomerOf(homeserver, 'ana', { outcome, kept })
    await newcomer?.setDisplayName('Ana')
    const profile = 'PUT /_matrix/client/v3/profile/@ana:example.org/displayname'
    assert.ok(asked.includes(profile), asked.join())
  })
}
