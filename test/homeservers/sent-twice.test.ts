import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { needs, synapse as shared } from '../support/parts.ts'
import { jobsEnd } from '../support/jobs-end.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import type { Overrides } from '../support/config.ts'
import { login, newName, registered } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { type Given, proxyTo } from './proxy.ts'
import { countDevices, newAdmin, newRegistrationToken, ownSynapse, withTokens } from './synapses.ts'

/*
 * A web server that retries sends a registration twice. The first request creates the account, and the
 * portal gets the answer to the second.
 */

const password = 'correct horse battery'
const lastStage = '"type":"m.login.dummy"'
const refusal = (status: number, errcode: string): Given => ({
  status,
  body: { errcode, error: 'no' },
})

/** Default: the real Synapse's own answer. */
const ofStages: Record<string, Given | undefined> = {
  'as Synapse does, 200 without a token': undefined,
  'as Synapse does of a session that is over': refusal(400, 'M_UNKNOWN'),
  'as continuwuity does, with a dead session': refusal(400, 'M_INVALID_PARAM'),
  'with a name that is taken': refusal(400, 'M_USER_IN_USE'),
  'by asking for the stages again, in another session': {
    status: 401,
    body: { session: 'another', flows: [{ stages: ['m.login.dummy'] }], params: {} },
  },
  'with an error that no table has': refusal(403, 'M_FORBIDDEN'),
  'with a rate limit': {
    status: 429,
    body: { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 50 },
  },
}

const ofNonces: Record<string, Given | undefined> = {
  'as Synapse does, of a used nonce': undefined,
  'as tuwunel does, of a used nonce': refusal(400, 'M_INVALID_PARAM'),
  'as Dendrite does, whose nonces last': refusal(400, 'M_USER_IN_USE'),
  'with a proxy’s page': { status: 404, body: {} },
}

/** A link for one person, pressed twice, makes one account, which counts once. */
async function joinOnce(settings: Overrides, breaks: () => void) {
  await using portal = await openPortal({ settings })
  const { code, id } = await portal.invite()
  const [visitor, name] = [newVisitor(portal.url), newName()]
  breaks()
  const first = await join(visitor, code, { name, password })
  const midway = await findById(portal.app.db, id)
  assert.equal((midway?.used ?? 0) + (midway?.held ?? 0), 1, 'its place is never free')
  const back = first.status === 303 ? first : await join(visitor, code, { name, password })
  assert.equal(back.status, 303, back.text)
  const invite = await findById(portal.app.db, id)
  assert.deepEqual([invite?.used, invite?.held], [1, 0])
  const other = newName()
  await join(newVisitor(portal.url), code, { name: other, password })
  return { name, other }
}

for (const [title, answer] of Object.entries(ofNonces)) {
  test(
    `a registration by secret whose second copy is answered ${title} makes one account`,
    needs('synapse'),
    async () => {
      const { url, serverName, sharedSecret: registrationSharedSecret } = shared()
      await using proxy = await proxyTo(url)
      const homeserver = { url: proxy.url, serverName, registrationSharedSecret }
      const { name, other } = await joinOnce({ homeserver }, () => proxy.twice('"mac":', answer))
      assert.match(await login(url, name, password), /^@ana/)
      assert.equal(await registered(shared(), other), false)
    },
  )
}

describe('by a registration token', needs('synapse'), () => {
  let synapse: Awaited<ReturnType<typeof ownSynapse>>
  let admin: string
  before(async () => {
    synapse = await ownSynapse((folder) => ({
      ...withTokens(folder),
      rc_registration: undefined,
    }))
    admin = await newAdmin(synapse)
  })
  after(() => synapse[Symbol.asyncDispose]())

  for (const [title, answer] of Object.entries(ofStages)) {
    test(`a registration whose second copy is answered ${title} makes one account, and leaves no device`, async () => {
      const { url, serverName } = synapse
      await using proxy = await proxyTo(url)
      const registrationToken = await newRegistrationToken(synapse, admin)
      const homeserver = {
        kind: 'registration-token' as const,
        url: proxy.url,
        serverName,
        registrationToken,
      }
      const { name, other } = await joinOnce({ homeserver }, () => proxy.twice(lastStage, answer))
      if (answer !== undefined) assert.equal(await countDevices(synapse, name, admin), 0)
      assert.match(await login(url, name, password), /^@ana/)
      assert.equal(await registered(synapse, other), false)
    })
  }

  test('a session whose token was lost is replaced when the person presses again, also after settling, and ends', async () => {
    const { url, serverName } = synapse
    await using proxy = await proxyTo(url)
    const registrationToken = await newRegistrationToken(synapse, admin)
    const kind = 'registration-token' as const
    let ahead = 0
    await using portal = await openPortal({
      settings: { homeserver: { kind, url: proxy.url, serverName, registrationToken } },
      clock: () => Date.now() + ahead,
    })
    const { code, id } = await portal.invite()
    const [visitor, name] = [newVisitor(portal.url), newName()]
    const typed = capital(name)
    proxy.cut(lastStage, 'after')
    proxy.cut('"m.login.password"', 'before')
    await join(visitor, code, { name: typed, password })
    await settle(portal.app)
    ahead = 7 * 60_000
    await settle(portal.app)
    assert.equal((await findById(portal.app.db, id))?.used, 1)
    assert.equal(await countDevices(synapse, name, admin), 1)
    assert.equal((await join(visitor, code, { name: typed, password })).status, 303)
    portal.app.work()
    await jobsEnd(portal)
    assert.equal(await countDevices(synapse, name, admin), 0)
    assert.equal(await nameOf(portal, name), typed)
  })

  for (const [title, typed, isThrough] of [
    ['where nothing is to be done in a session, none is opened', (name: string) => name, false],
    ['a session whose answer is lost is replaced at once, and ends', capital, true],
  ] as const) {
    test(`${title}: a lost answer leaves no device`, async () => {
      const { url, serverName } = synapse
      await using proxy = await proxyTo(url)
      const registrationToken = await newRegistrationToken(synapse, admin)
      const kind = 'registration-token' as const
      await using portal = await openPortal({
        settings: { homeserver: { kind, url: proxy.url, serverName, registrationToken } },
      })
      const { code } = await portal.invite()
      const name = newName()
      proxy.cut(lastStage, 'after')
      if (!isThrough) proxy.cut('"m.login.password"', 'before')
      const reply = await join(newVisitor(portal.url), code, { name: typed(name), password })
      assert.equal(reply.status, isThrough ? 303 : 200, reply.text)
      assert.equal(await registered(synapse, name), true)
      portal.app.work()
      await jobsEnd(portal)
      assert.equal(await countDevices(synapse, name, admin), 0)
      if (isThrough) assert.equal(await nameOf(portal, name), typed(name))
    })
  }
})

/** The display name of an account. */
async function nameOf({ app }: TestPortal, localpart: string): Promise<unknown> {
  const { url, serverName } = app.config.homeserver
  const reply = await fetch(`${url}/_matrix/client/v3/profile/@${localpart}:${serverName}`)
  return ((await reply.json()) as { displayname?: string }).displayname
}

/** A name as typed whose display name is to be set, for which a session is needed. */
function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
