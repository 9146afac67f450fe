import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { login, newName, registered } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { proxyTo } from './proxy.ts'
import { newAdmin, newRegistrationToken, ownSynapse, withApproval } from './synapses.ts'

type OwnSynapse = Awaited<ReturnType<typeof ownSynapse>>

const password = 'correct horse battery'
const awaiting = 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL'
const lastStage = '"type":"m.login.dummy"'

describe('a Synapse whose administrator approves accounts', needs('synapse'), () => {
  let synapse: OwnSynapse
  let registrationToken: string
  before(async () => {
    synapse = await ownSynapse(withApproval)
    registrationToken = await newRegistrationToken(synapse, await newAdmin(synapse))
  })
  after(() => synapse[Symbol.asyncDispose]())

  async function open(clock = Date.now) {
    const proxy = await proxyTo(synapse.url)
    const { serverName } = synapse
    const homeserver = {
      kind: 'registration-token' as const,
      url: proxy.url,
      serverName,
      registrationToken,
    }
    const portal = await openPortal({ settings: { homeserver }, clock })
    return {
      portal,
      proxy,
      counts: async (id: string) => {
        const invite = await findById(portal.app.db, id)
        return [invite?.used, invite?.held]
      },
      [Symbol.asyncDispose]: async () => {
        await portal[Symbol.asyncDispose]()
        await proxy[Symbol.asyncDispose]()
      },
    }
  }

  test('a link for one person makes one account, and says that an administrator has to approve it', async () => {
    await using it = await open()
    const { code, id } = await it.portal.invite()
    const [visitor, name] = [newVisitor(it.portal.url), newName()]
    const reply = await join(visitor, code, { name, password })
    assert.equal(reply.status, 303, reply.text)
    assert.match((await visitor.welcome()).text, /Your account has to be approved first/)
    assert.equal(await login(synapse.url, name, password), awaiting)
    assert.deepEqual(await it.counts(id), [1, 0])
    const again = await join(visitor, code, { name, password })
    assert.equal(again.status, 303)
    assert.match((await visitor.welcome()).text, /Your account has to be approved first/)
    const other = newName()
    const late = await join(newVisitor(it.portal.url), code, { name: other, password })
    assert.equal(late.status, 410)
    assert.equal(await registered(synapse, other), false)
  })

  for (const [title, breaks] of Object.entries({
    'whose answer was lost': (proxy: Awaited<ReturnType<typeof proxyTo>>) =>
      proxy.cut(lastStage, 'after'),
    'whose request was sent twice': (proxy: Awaited<ReturnType<typeof proxyTo>>) =>
      proxy.twice(lastStage),
  })) {
    test(`somebody ${title} is recognised at their next press, and counts once`, async () => {
      await using it = await open()
      const { code, id } = await it.portal.invite()
      const [visitor, name] = [newVisitor(it.portal.url), newName()]
      breaks(it.proxy)
      await join(visitor, code, { name, password })
      const back = await join(visitor, code, { name, password })
      assert.equal(back.status, 303, back.text)
      assert.deepEqual(await it.counts(id), [1, 0])
    })
  }

  test('an account that is found later counts, although its owner can’t sign in yet', async () => {
    let ahead = 0
    await using it = await open(() => Date.now() + ahead)
    const { code, id } = await it.portal.invite()
    it.proxy.cut(lastStage, 'after')
    await join(newVisitor(it.portal.url), code, { name: newName(), password })
    assert.deepEqual(await it.counts(id), [0, 1])
    await settle(it.portal.app)
    ahead = 60 * 60_000
    await settle(it.portal.app)
    assert.deepEqual(await it.counts(id), [1, 0])
  })
})
