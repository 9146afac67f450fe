import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { countDevices, newAccount, newAdmin, ownSynapse } from '../homeservers/synapses.ts'
import { examine, wrongs } from '../doctor/examine.ts'
import { needs } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { openReachable } from './away.ts'
import { openProvider } from './provider.ts'
import { newWalker } from './walk.ts'

/** Synapse with an identity provider of its own (Synapse: docs/openid.md), and the portal in front. */
async function openSso() {
  const provider = await openProvider()
  const secret = 'known-to-both'
  const synapse = await ownSynapse(() => ({
    oidc_providers: [
      {
        idp_id: 'club',
        idp_name: 'The club',
        discover: false,
        issuer: provider.url,
        client_id: 'synapse',
        client_secret: secret,
        scopes: ['openid', 'profile'],
        authorization_endpoint: `${provider.url}/auth`,
        token_endpoint: `${provider.url}/token`,
        userinfo_endpoint: `${provider.url}/me`,
        jwks_uri: `${provider.url}/jwks`,
        skip_verification: true,
        user_profile_method: 'userinfo_endpoint',
        user_mapping_provider: {
          config: {
            localpart_template: '{{ user.preferred_username }}',
            display_name_template: '{{ user.name }}',
          },
        },
      },
    ],
  }))
  provider.start({
    pkce: { required: () => false },
    clients: [
      {
        client_id: 'synapse',
        client_secret: secret,
        redirect_uris: [`${synapse.url}/_synapse/client/oidc/callback`],
      },
    ],
  })
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
  const portal = await openReachable({ homeserver: { url, serverName, registrationSharedSecret } })
  return {
    provider,
    synapse,
    portal,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await synapse[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
    },
  }
}

suite('m.login.sso at Synapse', needs('synapse'), () => {
  test('the identity provider’s page signs in, and no device stays', async () => {
    await using it = await openSso()
    const name = newName()
    const page = await newWalker(it.portal.url).get(`${it.portal.url}/console/sign-in`)
    assert.match(page.text, /href="\/console\/sign-in\/sso\?next=%2Fconsole"/)
    assert.match(page.text, /name="password"/)
    const walker = newWalker(it.portal.url)
    const start = `${it.portal.url}/console/sign-in/sso?next=${encodeURIComponent('/console?x=1')}`
    const end = await walker.walk(start, { login: name, password: 'any' })
    assert.deepEqual([end.status, end.url], [200, `${it.portal.url}/console?x=1`])
    const { serverName } = it.synapse
    const sessions = await it.portal.app.db.selectFrom('sessions').select(['mxid', 'way']).execute()
    assert.deepEqual({ ...sessions[0] }, { mxid: `@${name}:${serverName}`, way: 'sso' })
    const admin = await newAdmin(it.synapse)
    assert.equal(await countDevices(it.synapse, name, admin), 0)
  })

  test('an attempt ends in its own browser, once, and within ten minutes', async () => {
    await using it = await openSso()
    const { url } = it.portal
    const faultOf = async (walker: ReturnType<typeof newWalker>, address: string) =>
      new URL((await walker.get(address)).location ?? '', url).searchParams.get('fault')
    const walker = newWalker(url)
    const fields = { login: newName(), password: 'any' }
    const end = await walker.walk(`${url}/console/sign-in/sso`, fields)
    const callback = end.way.find((one) => one.startsWith(`${url}/console/callback/sso`)) ?? ''
    assert.match(callback, /state=[^&]+&loginToken=/)
    assert.equal(await faultOf(walker, callback), 'sign_in_over')
    const begun = await newWalker(url).get(`${url}/console/sign-in/sso`)
    const back = new URL(new URL(begun.location ?? '').searchParams.get('redirectUrl') ?? '')
    back.searchParams.set('loginToken', 'of-somebody-else')
    assert.equal(await faultOf(newWalker(url), back.href), 'sign_in_over')
    assert.equal(
      await faultOf(newWalker(url), `${url}/console/callback/sso?loginToken=x`),
      'sign_in_over',
    )
    const own = newWalker(url)
    const mine = await own.get(`${url}/console/sign-in/sso`)
    const address = new URL(new URL(mine.location ?? '').searchParams.get('redirectUrl') ?? '')
    address.searchParams.set('loginToken', 'invented')
    assert.equal(await faultOf(own, address.href), 'sign_in_refused')
    await it.portal.app.db
      .updateTable('sign_ins')
      .set({ expires_at: Date.now() - 1 })
      .execute()
    assert.equal(await faultOf(own, address.href), 'sign_in_over')
    const sessions = await it.portal.app.db.selectFrom('sessions').select('id').execute()
    assert.equal(sessions.length, 1)
  })

  test('who is suspended gets no session by this way either, and the doctor tells whom it lets in', async () => {
    await using it = await openSso()
    const name = newName()
    await newAccount(it.synapse, { name })
    const admin = await newAdmin(it.synapse)
    const walker = newWalker(it.portal.url)
    const start = `${it.portal.url}/console/sign-in/sso`
    const guest = newName()
    await walker.walk(start, { login: guest, password: 'any' })
    await fetch(`${it.synapse.url}/_synapse/admin/v1/suspend/@${guest}:${it.synapse.serverName}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${admin}` },
      body: JSON.stringify({ suspend: true }),
    })
    const end = await newWalker(it.portal.url).walk(start, { login: guest, password: 'any' })
    assert.match(end.url, /\/console\/sign-in\?next=.*fault=account_shut/)
    assert.match(end.text, /suspended or locked/)
    const sessions = await it.portal.app.db.selectFrom('sessions').select('id').execute()
    assert.deepEqual(sessions, [])
    const { sign_in_accounts: said = '' } = wrongs(await examine(it.portal.app))
    assert.match(said, /^warning: .* without an invitation.*enable_registration: false/)
  })

  test('who wants to come back to another site comes to the console', async () => {
    await using it = await openSso()
    const { url } = it.portal
    const start = `${url}/console/sign-in/sso?next=${encodeURIComponent('//evil.example/')}`
    const end = await newWalker(url).walk(start, { login: newName(), password: 'any' })
    assert.equal(end.url, `${url}/console`)
  })
})
