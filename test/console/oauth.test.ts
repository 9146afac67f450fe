import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client as masClient, openMasServer } from '../homeservers/mas-server.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { examine, wrongs } from '../doctor/examine.ts'
import { needs } from '../support/parts.ts'
import type { TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { openReachable } from './away.ts'
import { openProvider, routesOfMas, type TestProvider } from './provider.ts'
import { newWalker } from './walk.ts'

/** What the provider and Synapse share, in place of MAS's and Synapse's. */
const shared = 'known-to-both'

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

/** A Synapse that really leaves signing in to the provider, and the provider's part of that. */
async function openDelegated(provider: TestProvider) {
  const synapse = await ownSynapse(() => ({
    matrix_authentication_service: { enabled: true, endpoint: `${provider.url}/`, secret: shared },
    password_config: { enabled: false },
  }))
  const introspector = { client_id: 'synapse', client_secret: shared, redirect_uris: [] }
  const asSynapse = async (path: string, body: object) => {
    const reply = await fetch(`${synapse.url}/_synapse/mas/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shared}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    assert.ok(reply.ok, `${path}: ${reply.status} ${await reply.text()}`)
  }
  return {
    ...synapse,
    configuration: {
      routes: routesOfMas,
      discovery: { account_management_uri: `${provider.url}/account` },
      scopes: ['openid', 'offline_access', 'urn:matrix:client:api:*'],
      features: {
        introspection: { enabled: true },
        revocation: { enabled: true },
        registration: { enabled: true },
      },
      clients: [{ ...introspector, grant_types: [], response_types: [] }],
      extraTokenClaims: (_: unknown, { accountId }: { accountId: string }) => ({
        username: accountId,
        device_id: 'FROMTHESCOPE',
      }),
    },
    /** MAS makes users and devices at Synapse when somebody signs in. */
    provision: async (localpart: string) => {
      await asSynapse('provision_user', { localpart })
      await asSynapse('upsert_device', { localpart, device_id: 'FROMTHESCOPE' })
    },
  }
}

async function sessionsOf({ app }: TestPortal) {
  const rows = await app.db.selectFrom('sessions').select(['mxid', 'way']).execute()
  return rows.map(({ mxid, way }) => [mxid, way])
}

/** One origin has Synapse and the provider, as homeservers have it that bring OAuth along. */
async function openAtHomeserver() {
  const provider = await openProvider()
  const synapse = await openDelegated(provider)
  provider.start(synapse.configuration, ({ url = '', headers }) => {
    if (url.startsWith('/_matrix/') || url.startsWith('/_synapse/')) return { url: synapse.url }
    const isIntrospection = url === routesOfMas.introspection
    // MAS takes Synapse's secret as a bearer token.
    if (isIntrospection) headers.authorization = basic('synapse', shared)
    return null
  })
  const { serverName } = synapse
  const homeserver = { kind: 'registration-token', url: provider.url, serverName } as const
  const portal = await openReachable({ homeserver: { ...homeserver, registrationToken: 'x' } })
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

/**
 * The provider in MAS's place before a Synapse that really delegates to it; its admin API answers as
 * MAS was recorded to.
 */
async function openAtMas(redirect = '/console/callback/oauth') {
  const provider = await openProvider()
  const synapse = await openDelegated(provider)
  const mas = await openMasServer()
  const token = await fetch(`${mas.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: basic(masClient.id, masClient.secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'urn:mas:admin' }),
  })
  const { access_token: access } = (await token.json()) as { access_token: string }
  const { serverName } = synapse
  const portal = await openReachable({
    homeserver: { kind: 'mas', url: synapse.url, serverName },
    mas: { url: provider.url, clientId: masClient.id, clientSecret: masClient.secret },
  })
  const redirect_uris = [`${portal.url}${redirect}`]
  const { clients, features, ...rest } = synapse.configuration
  const own = { client_id: masClient.id, client_secret: masClient.secret, redirect_uris }
  const grant_types = ['authorization_code', 'client_credentials']
  provider.start(
    {
      ...rest,
      features: { ...features, clientCredentials: { enabled: true } },
      scopes: [...rest.scopes, 'urn:mas:admin'],
      clients: [...clients, { ...own, grant_types }],
    },
    ({ url = '' }) =>
      url.startsWith('/api/admin/') ? { url: mas.url, authorization: `Bearer ${access}` } : null,
  )
  return {
    provider,
    synapse,
    mas,
    portal,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await synapse[Symbol.asyncDispose]()
      await mas.close()
      await provider[Symbol.asyncDispose]()
    },
  }
}

suite('OAuth 2.0 at a homeserver', needs('synapse'), () => {
  test('with PKCE and a client of its own somebody signs in, and the tokens end', async () => {
    await using it = await openAtHomeserver()
    const { portal, provider, synapse } = it
    const name = newName()
    await synapse.provision(name)
    const page = await newWalker(portal.url).get(`${portal.url}/console/sign-in`)
    assert.match(page.text, /href="\/console\/sign-in\/oauth\?next=/)
    assert.doesNotMatch(page.text, /name="password"|sign-in\/sso/)
    const start = `${portal.url}/console/sign-in/oauth?next=%2Fconsole%3Fx%3D1`
    const end = await newWalker(portal.url).walk(start, { login: name, password: 'any' })
    assert.deepEqual([end.status, end.url], [200, `${portal.url}/console?x=1`])
    assert.deepEqual(await sessionsOf(portal), [[`@${name}:${synapse.serverName}`, 'oauth']])
    const authorize = new URL(end.way.find((one) => one.includes('/authorize?')) ?? '')
    const { searchParams: sent } = authorize
    assert.deepEqual(
      ['code_challenge_method', 'response_mode', 'redirect_uri'].map((key) => sent.get(key)),
      ['S256', 'query', `${portal.url}/console/callback/oauth`],
    )
    assert.match(sent.get('scope') ?? '', /urn:matrix:client:device:[A-Z0-9]{16}$/)
    for (const wanted of ['registration', 'token', 'revocation'] as const) {
      assert.ok(provider.asked.includes(`POST ${routesOfMas[wanted]}`), wanted)
    }
    assert.ok(provider.asked.includes('GET /_matrix/client/v3/account/whoami'))
  })

  test('who says no at the provider, or comes with an answer of another one, isn’t signed in', async () => {
    await using it = await openAtHomeserver()
    const { url } = it.portal
    const attempt = async (answer: Record<string, string>) => {
      const walker = newWalker(url)
      const begun = await walker.get(`${url}/console/sign-in/oauth`)
      const sent = new URL(begun.location ?? '').searchParams
      const back = new URL(`${url}/console/callback/oauth`)
      const parameters = { state: sent.get('state') ?? '', ...answer }
      for (const [key, value] of Object.entries(parameters)) back.searchParams.set(key, value)
      const { location } = await walker.get(back.href)
      return new URL(location ?? '', url).searchParams.get('fault')
    }
    assert.equal(await attempt({ error: 'access_denied' }), 'sign_in_refused')
    assert.equal(await attempt({ code: 'invented' }), 'sign_in_refused')
    assert.equal(await attempt({ code: 'x', iss: 'https://evil.example' }), 'sign_in_refused')
    assert.equal(await attempt({ code: 'x', state: 'another' }), 'sign_in_over')
    assert.deepEqual(await sessionsOf(it.portal), [])
  })
})

suite('OAuth 2.0 at matrix-authentication-service', needs('synapse'), () => {
  test('the client of the admin API signs people in, and no device is made', async () => {
    await using it = await openAtMas()
    const { portal, provider, mas, synapse } = it
    const name = newName()
    mas.add(name, 'any')
    const start = `${portal.url}/console/sign-in/oauth`
    const end = await newWalker(portal.url).walk(start, { login: name, password: 'any' })
    assert.deepEqual([end.status, end.url], [200, `${portal.url}/console`])
    assert.deepEqual(await sessionsOf(portal), [[`@${name}:${synapse.serverName}`, 'oauth']])
    const authorize = new URL(end.way.find((one) => one.includes('/authorize?')) ?? '')
    assert.equal(authorize.searchParams.get('scope'), 'openid')
    assert.ok(provider.asked.includes('GET /oauth2/userinfo'))
    assert.ok(provider.asked.includes('POST /oauth2/revoke'))
    assert.ok(!provider.asked.includes('POST /oauth2/registration'))
  })

  test('who is locked or deactivated in MAS gets no session', async () => {
    await using it = await openAtMas()
    const name = newName()
    it.mas.add(name, 'any').isShut = true
    const start = `${it.portal.url}/console/sign-in/oauth`
    const end = await newWalker(it.portal.url).walk(start, { login: name, password: 'any' })
    assert.match(end.url, /fault=account_shut/)
    assert.deepEqual(await sessionsOf(it.portal), [])
  })

  test('the doctor tells whether MAS leads back to the console', async () => {
    await using right = await openAtMas()
    const found = await examine(right.portal.app)
    assert.equal(found.find(({ code }) => code === 'sign_in_redirect')?.severity, 'fine')
    await using wrong = await openAtMas('/elsewhere')
    const { sign_in_redirect: said = '' } = wrongs(await examine(wrong.portal.app))
    const wanted = `redirect_uris: ["${wrong.portal.url}/console/callback/oauth"]`
    assert.match(said, /^error: .* refuses to lead back/)
    assert.ok(said.includes(wanted), said)
  })
})
