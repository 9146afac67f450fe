import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { forgetEnded } from '../../src/store/half-made.ts'
import { onDatabase } from '../support/databases.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor, type Visitor } from '../support/visitor.ts'
import { byName, openStandIns } from './mas-stand-in.ts'

const minute = 60_000

/** A portal for MAS's own form, with a clock that the test moves. */
async function open(database: Kind = 'SQLite') {
  const { mas, given, close } = await openStandIns('mas-token')
  mas.answer('reg token named')
  const now = { ahead: 0 }
  const portal = await openPortal({
    database,
    settings: {
      homeserver: { ...given.homeserver, timeout: 2_000 },
      mas: given.mas,
      redemptions: { wait: 0 },
    },
    clock: () => Date.now() + now.ahead,
  })
  return {
    portal,
    mas,
    later: async (ms: number) => {
      now.ahead += ms
      await settle(portal.app)
    },
    held: async (id: string) => (await findById(portal.app.db, id))?.held,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await close()
    },
  }
}

const from = (network: string) => ({ 'x-forwarded-for': network })

type Stage = Awaited<ReturnType<typeof open>>

/** Somebody wants a name that is free at MAS. */
function press({ mas }: Stage, visitor: Visitor, code: string, network = '192.0.2.1') {
  const name = newName()
  mas.answerAt(byName.replace('alice', name), 'by-username 404')
  return visitor.post(`/i/${code}/account`, { name }, from(network))
}

function pressAll(it: Stage, code: string, times: number) {
  const visitors = Array.from({ length: times }, () => newVisitor(it.portal.url))
  return Promise.all(visitors.map((visitor) => press(it, visitor, code)))
}

describe('unfinished accounts', () => {
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    test(
      `a network has ten at most, however many people press at once (${database})`,
      onDatabase(database),
      async () => {
        await using it = await open(database)
        const { code, id } = await it.portal.invite({ uses: 25 })
        const statuses = (await pressAll(it, code, 25)).map(({ status }) => status)
        assert.equal(statuses.filter((status) => status === 303).length, 10)
        assert.equal(statuses.filter((status) => status === 429).length, 15)
        assert.equal(await it.held(id), 10)
        const refused = await press(it, newVisitor(it.portal.url), code)
        const seconds = Number(refused.headers.get('retry-after'))
        assert.ok(seconds > 0 && seconds <= 600)
        const other = await press(it, newVisitor(it.portal.url), code, '192.0.2.2')
        assert.equal(other.status, 303)
      },
    )
  }

  test('a browser has one, whichever names and invitations it tries', async () => {
    await using it = await open()
    const [first, second] = [
      await it.portal.invite({ uses: 5 }),
      await it.portal.invite({ uses: 5 }),
    ]
    const visitor = newVisitor(it.portal.url)
    for (const { code } of [first, first, second, second]) {
      it.mas.answer('reg token named')
      await visitor.get(`/i/${code}/account`)
      assert.equal((await press(it, visitor, code)).status, 303)
    }
    const held = [await it.held(first.id), await it.held(second.id)]
    assert.deepEqual(held, [0, 1])
  })

  test('a place comes back after ten minutes, and its network is forgotten', async () => {
    await using it = await open()
    const { code, id } = await it.portal.invite({ uses: 25 })
    await pressAll(it, code, 10)
    await it.later(1)
    await it.later(9 * minute)
    assert.equal(await it.held(id), 10)
    await it.later(minute)
    assert.equal(await it.held(id), 0)
    await forgetEnded(it.portal.app.db)
    const rows = await it.portal.app.db.selectFrom('half_made').selectAll().execute()
    assert.deepEqual(rows, [])
    assert.equal((await press(it, newVisitor(it.portal.url), code)).status, 303)
  })

  test('an open page keeps its place for an hour at most, and then says that the place is gone', async () => {
    await using it = await open()
    const { code, id } = await it.portal.invite({ uses: 2 })
    const [stays, leaves] = [newVisitor(it.portal.url), newVisitor(it.portal.url)]
    for (const visitor of [stays, leaves]) {
      await visitor.get(`/i/${code}/account`)
      await press(it, visitor, code)
    }
    const page = await stays.welcome()
    assert.equal(page.headers.get('refresh'), '60')
    for (let passed = 0; passed < 50; passed++) {
      await it.later(minute)
      assert.equal((await stays.welcome()).status, 200)
    }
    assert.equal(await it.held(id), 1)
    const gone = await leaves.welcome()
    assert.equal(gone.status, 410)
    assert.match(gone.text, /Your place was given back/)
    assert.ok(gone.text.includes(`/i/${code}`))
    for (let passed = 0; passed < 11; passed++) {
      await it.later(minute)
      await stays.welcome()
    }
    assert.equal(await it.held(id), 0)
  })

  test('somebody who finds every place held is told when one may become free', async () => {
    await using it = await open()
    const { code } = await it.portal.invite({ uses: 1 })
    await press(it, newVisitor(it.portal.url), code)
    await it.later(1)
    await it.later(4 * minute)
    const full = await press(it, newVisitor(it.portal.url), code, '192.0.2.2')
    assert.equal(full.status, 503)
    const seconds = Number(full.headers.get('retry-after'))
    assert.ok(seconds > 300 && seconds <= 370, String(seconds))
    assert.match(full.text, /A place can come free in 7 minutes/)
  })
})
