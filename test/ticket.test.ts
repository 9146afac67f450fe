import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeStranger } from './faults/strangers.ts'
import { findById } from '../src/store/invites.ts'
import { openDatabase } from '../src/store/database.ts'
import { startGate } from './support/gate.ts'
import { needs, postgresDatabase, synapse } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { newName, registered } from './support/synapse-client.ts'
import { join, newVisitor, type Visitor, mePath } from './support/visitor.ts'

const password = 'correct horse battery'

/** Requests an account that takes longer than a browser should wait; returns the ticket. */
async function takeTicket(visitor: Visitor, code: string, name: string): Promise<string> {
  await visitor.get(`/i/${code}/account`)
  const { status, headers } = await visitor.press(`/i/${code}/account`, { name, password })
  assert.equal(status, 303)
  assert.equal(headers.get('location'), `/i/${code}/ticket`)
  return `/i/${code}/ticket`
}

/** The result of the ticket, as a browser gets it by the page's refresh. */
async function collect(visitor: Visitor, ticket: string) {
  for (;;) {
    const reply = await visitor.get(ticket)
    if (!reply.headers.has('refresh')) return reply
  }
}

describe('a slow homeserver', needs('synapse'), () => {
  test('a waiting newcomer sees that the account is being created, then the result by itself', async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    await using portal = await openPortal({ homeserverUrl: gate.url })
    const { code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const ticket = await takeTicket(visitor, code, newName())
    const waiting = await visitor.get(ticket)
    assert.equal(waiting.status, 200)
    assert.match(waiting.text, /Your account is being made/)
    gate.open()
    const answer = await collect(visitor, ticket)
    assert.match(answer.headers.get('location') ?? '', mePath)
    assert.equal((await visitor.welcome()).status, 200)
    // Going back to the ticket redirects once more.
    assert.match((await visitor.get(ticket)).headers.get('location') ?? '', mePath)
  })

  test('a ticket can also lead to a refusal, with the form to continue', async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    await using portal = await openPortal({ homeserverUrl: gate.url })
    const { code, id } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const name = newName()
    const ticket = await takeTicket(visitor, code, name)
    await makeStranger(synapse(), name, 'was a moment faster')
    gate.open()
    const answer = await collect(visitor, ticket)
    assert.equal(answer.status, 422)
    assert.match(answer.text, /aria-invalid="true"/)
    assert.ok(answer.text.includes(`action="/i/${code}/account"`))
    const invite = await findById(portal.app.db, id)
    assert.deepEqual([invite?.used, invite?.held], [0, 0])
  })

  test('a visitor without a ticket is led to the form', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const { status, headers } = await newVisitor(portal.url).get(`/i/${code}/ticket`)
    assert.deepEqual([status, headers.get('location')], [303, `/i/${code}/account`])
  })

  test('closing waits for open tickets', async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    const databaseUrl = await postgresDatabase()
    const name = newName()
    let id = ''
    {
      await using portal = await openPortal({ homeserverUrl: gate.url, databaseUrl })
      const invite = await portal.invite()
      id = invite.id
      await takeTicket(newVisitor(portal.url), invite.code, name)
      setImmediate(gate.open)
    }
    assert.ok(await registered(synapse(), name))
    const db = await openDatabase(databaseUrl, Date.now(), () => {})
    const invite = await findById(db, id)
    await db.destroy()
    assert.deepEqual([invite?.used, invite?.held], [1, 0])
  })
})

describe('a crowd', needs('synapse', 'postgres'), () => {
  test('a ticket is valid at every portal of the same database', async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    const databaseUrl = await postgresDatabase()
    await using first = await openPortal({ homeserverUrl: gate.url, databaseUrl })
    await using second = await openPortal({ homeserverUrl: gate.url, databaseUrl })
    const { code } = await first.invite()
    const visitor = newVisitor(first.url)
    const ticket = await takeTicket(visitor, code, newName())
    const elsewhere = visitor.at(second.url)
    assert.match((await elsewhere.get(ticket)).text, /Your account is being made/)
    gate.open()
    assert.match((await collect(elsewhere, ticket)).headers.get('location') ?? '', mePath)
    assert.equal((await elsewhere.welcome()).status, 200)
  })

  test('200 people who press the button at once are all served, within the concurrency limit', async () => {
    await using gate = await startGate(synapse().url, { closed: false })
    const settings = { homeserver: { concurrency: 4 } }
    await using portal = await openPortal({ homeserverUrl: gate.url, settings })
    const { code, id } = await portal.invite({ uses: 200 })
    const replies = await Promise.all(
      Array.from({ length: 200 }, () =>
        join(newVisitor(portal.url), code, { name: newName(), password }),
      ),
    )
    for (const { headers } of replies) assert.match(headers.get('location') ?? '', mePath)
    const invite = await findById(portal.app.db, id)
    assert.deepEqual([invite?.used, invite?.held], [200, 0])
    assert.ok(gate.most() <= 4, `${gate.most()} at once`)
  })
})
