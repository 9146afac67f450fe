import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findById } from '../../src/store/invites.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import { jobsEnd } from '../support/jobs-end.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { login, newName } from '../support/synapse-client.ts'
import { mePath, join, newVisitor } from '../support/visitor.ts'
import { countOtherDevices, displayName, newDendriteRoom, ownDendrite } from './dendrites.ts'

const password = 'correct horse battery'

/** The whole portal in front of a real Dendrite. */
async function openOn(database: Kind) {
  const dendrite = await ownDendrite()
  const room = await newDendriteRoom(dendrite)
  const { url, serverName, sharedSecret: registrationSharedSecret } = dendrite
  const portal = await openPortal({
    ...(database === 'PostgreSQL' && { databaseUrl: await postgresDatabase() }),
    settings: {
      homeserver: { kind: 'dendrite', url, serverName, registrationSharedSecret },
      community: { rooms: [room] },
    },
  })
  portal.app.work()
  return {
    dendrite,
    portal,
    counts: async (id: string) => {
      const invite = await findById(portal.app.db, id)
      return [invite?.used, invite?.held]
    },
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await dendrite[Symbol.asyncDispose]()
    },
  }
}

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = database === 'PostgreSQL' ? needs('dendrite', 'postgres') : needs('dendrite')
  test(`somebody joins through Dendrite, once, on ${database}`, parts, async () => {
    await using it = await openOn(database)
    const { code, id } = await it.portal.invite()
    const visitor = newVisitor(it.portal.url)
    const name = newName('Ana')
    const reply = await join(visitor, code, { name, password })
    assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
    const localpart = name.toLowerCase()
    const { url, serverName } = it.dendrite
    assert.equal(await login(url, localpart, password), `@${localpart}:${serverName}`)
    assert.equal(await displayName(it.dendrite, localpart), name)
    await jobsEnd(it.portal)
    assert.doesNotMatch(it.portal.logged(), /display name or rooms could not be set/)
    const again = await join(visitor, code, { name, password })
    assert.match(again.headers.get('location') ?? '', mePath)
    const late = await join(newVisitor(it.portal.url), code, { name: newName(), password })
    assert.equal(late.status, 410)
    assert.deepEqual(await it.counts(id), [1, 0])
  })
}

test(
  'at Dendrite a taken name costs no use, and no session stays open',
  needs('dendrite'),
  async () => {
    await using it = await openOn('SQLite')
    const { code, id } = await it.portal.invite({ uses: 2 })
    const name = newName()
    await join(newVisitor(it.portal.url), code, { name, password })
    const rival = await join(newVisitor(it.portal.url), code, { name, password: `${password} 2` })
    assert.equal(rival.status, 422)
    assert.deepEqual(await it.counts(id), [1, 0])
    await jobsEnd(it.portal)
    assert.equal(await countOtherDevices(it.dendrite, name, password), 0)
  },
)
