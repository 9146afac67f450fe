import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makingKinds } from '../../src/ports/homeserver-kinds.ts'
import { openQuietPortal } from '../support/console.ts'
import { openPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { type Said, serveJson } from './json-server.ts'

const name = 'late.example.net'

// From facts, not recorded: where the two programs show the homeserver's name.
const answers: Record<string, object> = {
  '/_matrix/client/versions': { versions: ['v1.11'] },
  '/oauth2/token': { access_token: 'mat_x', expires_in: 300 },
}

/** A homeserver whose name isn't in the configuration; `path` answers it. */
async function openUnnamed(kind: (typeof makingKinds)[number], path: string) {
  const is = { up: false }
  const server = await serveJson((said: Said) => {
    if (!is.up) throw new Error('it is down')
    const told = said.path === path ? { server_name: name } : answers[said.path]
    const missing = { errcode: 'M_UNRECOGNIZED', error: 'no' }
    return { status: told ? 200 : 404, body: JSON.stringify(told ?? missing) }
  })
  const secrets = { registrationSharedSecret: 'secret', registrationToken: 'once' }
  const settings = {
    homeserver: { kind, url: server.url, serverName: '', ...secrets },
    mas: { url: server.url, clientId: 'id', clientSecret: 'secret' },
  }
  return {
    is,
    open: () => openPortal({ settings }),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** Whether the page of a new invitation shows the name. */
async function showsName(portal: Awaited<ReturnType<typeof openPortal>>): Promise<boolean> {
  const { code } = await portal.invite()
  return (await newVisitor(portal.url).get(`/i/${code}`)).text.includes(name)
}

for (const kind of makingKinds) {
  test(`${kind}: a page shows the server's name once it is learnt, however late`, async () => {
    await using unnamed = await openUnnamed(kind, '/_matrix/key/v2/server')
    await using portal = await unnamed.open()
    assert.equal(await showsName(portal), false)
    unnamed.is.up = true
    assert.equal(
      (await fetch(`${portal.privateUrl}/ready`)).status,
      kind.startsWith('mas') ? 503 : 200,
    )
    assert.equal(await showsName(portal), true)
  })
}

for (const kind of ['mas', 'mas-token'] as const) {
  test(`${kind}: MAS shows the name if the homeserver serves no federation`, async () => {
    await using unnamed = await openUnnamed(kind, '/api/admin/v1/site-config')
    unnamed.is.up = true
    await using portal = await unnamed.open()
    assert.equal(await showsName(portal), true)
  })
}

test('the configuration is frozen', async () => {
  await using portal = await openQuietPortal()
  const { community, proxies } = portal.app.config
  assert.throws(() => Object.assign(community, { title: 'Another' }), TypeError)
  assert.throws(() => proxies.trusted.push('10.0.0.0/8'), TypeError)
})
