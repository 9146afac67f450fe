// From facts, not recorded: the answers of each homeserver up to the request that creates an account; the
// test chooses the answer to that.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Config } from '../../src/model/config.ts'
import { knownName } from '../../src/homeserver/client/server-name.ts'
import { openHomeserver } from '../../src/homeserver/open.ts'
import { testConfig } from '../support/config.ts'
import type { Given } from './proxy.ts'

export const scriptedKinds = ['synapse', 'dendrite', 'registration-token', 'mas'] as const
export type ScriptedKind = (typeof scriptedKinds)[number]

const session = (of: string) => ({
  data: { type: 'session', id: of, attributes: { access_token: 'mpt_x' } },
})
const user = { data: { type: 'user', id: '01M80PTWH4TM5GWC0Y6QM25930', attributes: {} } }
const errors = (title: string) => ({ errors: [{ title }] })

/** The requests before it, by kind. */
const before: Record<string, Given> = {
  'GET /_synapse/admin/v1/register': { status: 200, body: { nonce: 'once' } },
  'GET /_matrix/client/v3/register/available': { status: 200, body: { available: true } },
  'POST /oauth2/token': { status: 200, body: { access_token: 'mat_x', expires_in: 300 } },
}

/** The requests that create an account. */
const creating: Record<ScriptedKind, string> = {
  synapse: 'POST /_synapse/admin/v1/register',
  dendrite: 'POST /_synapse/admin/v1/register',
  'registration-token': 'POST /_matrix/client/v3/register',
  mas: 'POST /api/admin/v1/users',
}

/** A driver for such a server. `answer` gives the answer to the request that creates the account. */
export async function openScripted(kind: ScriptedKind, answer: () => Given) {
  const asked: string[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const route = `${request.method} ${request.url?.replace(/\?.*/, '')}`
    asked.push(decodeURIComponent(`${request.method} ${request.url}`))
    const { status, body: said } = answerTo(kind, route, body, answer)
    const given = typeof said === 'string' ? said : JSON.stringify(said)
    response.writeHead(status, { 'content-type': 'application/json' }).end(given)
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const mas: Partial<Config['mas']> = { url, clientId: 'id', clientSecret: 'secret' }
  const secrets = { registrationSharedSecret: 'secret', registrationToken: 'once' }
  const config = testConfig({ homeserver: { kind, url, serverName: '', ...secrets }, mas })
  let name = ''
  const serverName = { ...knownName(''), current: () => name }
  const means = { observe: () => {}, clock: Date.now, random: randomBytes, serverName }
  const homeserver = await openHomeserver(config, means)
  return {
    homeserver,
    asked,
    /** Makes the server's name known. */
    nameServer: (learnt: string) => void (name = learnt),
    [Symbol.asyncDispose]: async () => {
      await homeserver.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answerTo(kind: ScriptedKind, route: string, body: string, answer: () => Given): Given {
  if (route === creating[kind] && (kind !== 'registration-token' || body.includes('"auth"'))) {
    return answer()
  }
  if (route === creating['registration-token']) {
    const flows = [{ stages: ['m.login.registration_token'] }]
    return { status: 401, body: { session: 'the session', flows, params: {} } }
  }
  if (route.includes('/by-username/')) return { status: 404, body: errors('not found') }
  if (route.includes('/personal-sessions')) return { status: 201, body: session(kind) }
  if (route.includes('/set-password')) return { status: 204, body: user }
  return before[route] ?? { status: 404, body: { errcode: 'M_NOT_FOUND', error: 'no' } }
}
