import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveJson } from '../homeservers/json-server.ts'
import { openDriver } from '../homeservers/open.ts'

/** What an examination says where both secrets are answered so. */
async function told(status: number, body: object): Promise<string[]> {
  const server = await serveJson(({ method, path }) => {
    if (path === '/_matrix/client/versions') return { status: 200, body: '{"versions":["v1.12"]}' }
    const isNonce = method === 'GET' && path === '/_synapse/admin/v1/register'
    return isNonce ? { status: 200, body: '{"nonce":"n"}' } : { status, body: JSON.stringify(body) }
  })
  const homeserver = await openDriver({
    url: server.url,
    registrationSharedSecret: 'KWvKyqCEZUSWvw8tUjCN',
    adminToken: 'syt_x',
  })
  const findings = await homeserver.examine()
  await homeserver.close()
  await server.close()
  return findings
    .filter(({ code }) => code === 'shared_secret' || code === 'admin_token')
    .map(({ severity, sentence }) => `${severity}: ${sentence}`)
}

test('a secret that the homeserver did not judge is neither right nor wrong', async () => {
  const limited = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests' }
  const broken = { errcode: 'M_UNKNOWN', error: 'Internal server error' }
  for (const [status, body] of [
    [429, limited],
    [500, broken],
  ] as const) {
    const said = `${status} ${body.errcode} ${body.error}.`
    assert.deepEqual(await told(status, body), [
      `warning: The registration shared secret could not be tested: ${said}`,
      `warning: homeserver.admin_token could not be tested: ${said}`,
    ])
  }
  const refused = await told(403, { errcode: 'M_FORBIDDEN', error: 'You are not a server admin' })
  assert.match(refused.join(), /^error: .* is wrong \(403 .*error: .* no administrator’s \(403/)
})
