import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { test } from 'node:test'
import { findById } from '../../src/store/invites.ts'
import { settle } from '../../src/core/redemption/settle.ts'
import { listOpen } from '../../src/store/redemption-list.ts'
import type { Overrides } from '../support/config.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { login, newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { deactivate, openStandIns } from './mas-stand-in.ts'
import { proxyTo } from './proxy.ts'
import { newAdmin, newRegistrationToken, ownSynapse, withTerms } from './synapses.ts'

const password = 'correct horse battery'

/** A database for several portals in turn, each with its own configuration. */
async function openFolder() {
  const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-moving-'))
  const databaseUrl = `sqlite:${pathOf(folder, 'latchkey.db')}`
  return {
    portal: (settings: Overrides, clock = Date.now) => openPortal({ settings, databaseUrl, clock }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

test('links from the time of Synapse’s secret work without it', needs('synapse'), async () => {
  await using folder = await openFolder()
  await using synapse = await ownSynapse(withTerms)
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
  const before = { homeserver: { url, serverName, registrationSharedSecret } }
  const { code, id } = await invited(folder, before)
  const registrationToken = await newRegistrationToken(synapse, await newAdmin(synapse))
  await using portal = await folder.portal({
    homeserver: { kind: 'registration-token', url, serverName, registrationToken },
  })
  const visitor = newVisitor(portal.url)
  const name = newName()
  const unseen = await join(visitor, code, { name, password })
  assert.equal(unseen.status, 422)
  const terms = /name="terms" value="([^"]+)"/.exec(unseen.text)?.[1] ?? ''
  assert.match(
    unseen.text,
    /_matrix\/consent\?v=1.0" target="_blank" rel="noreferrer">House rules</,
  )
  const reply = await join(visitor, code, { name, password, terms })
  assert.equal(reply.status, 303, reply.text)
  assert.equal(await login(url, name, password), `@${name}:${serverName}`)
  assert.equal((await findById(portal.app.db, id))?.used, 1)
})

test(
  'links from before the homeserver’s move to MAS work afterwards',
  needs('synapse'),
  async () => {
    await using folder = await openFolder()
    const { code, id } = await invited(folder, {})
    const { given, close } = await openStandIns('mas')
    {
      await using portal = await folder.portal(given)
      const reply = await join(newVisitor(portal.url), code, { name: 'alice', password })
      assert.equal(reply.status, 303, reply.text)
      assert.equal((await findById(portal.app.db, id))?.used, 1)
    }
    await close()
  },
)

test(
  'redemptions that were open at the move are settled afterwards, and no account is deactivated',
  needs('synapse'),
  async () => {
    await using folder = await openFolder()
    await using synapse = await ownSynapse(() => ({}))
    const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
    await using proxy = await proxyTo(url)
    const homeserver = { url: proxy.url, serverName, registrationSharedSecret }
    let id = ''
    {
      await using portal = await folder.portal({ homeserver })
      const invite = await portal.invite()
      id = invite.id
      proxy.cut('"username":"alice"', 'after')
      const reply = await join(newVisitor(portal.url), invite.code, { name: 'alice', password })
      assert.match(reply.text, /still finding out/)
    }
    const { mas, given, close } = await openStandIns('mas')
    mas.answer('by-username')
    {
      let ahead = 0
      await using portal = await folder.portal(given, () => Date.now() + ahead)
      await settle(portal.app)
      ahead = 3_600_000
      await settle(portal.app)
      const invite = await findById(portal.app.db, id)
      assert.deepEqual([invite?.used, invite?.held], [1, 0])
      assert.deepEqual(await listOpen(portal.app.db), [])
      assert.ok(!mas.asked.some(({ route }) => route === deactivate))
    }
    await close()
  },
)

/** An invitation of a portal that is closed again. */
async function invited(folder: Awaited<ReturnType<typeof openFolder>>, settings: Overrides) {
  await using portal = await folder.portal(settings)
  return portal.invite()
}
