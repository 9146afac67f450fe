// From facts, not recorded: a homeserver that accepts every name of the grammar, with a leading
// underscore too, as tuwunel and continuwuity do. It says what was registered.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Accepting extends AsyncDisposable {
  url: string
  /** The created accounts with their passwords. */
  made: { username: string; password: string }[]
}

interface Wanted {
  secret: string
  /** Checks the name before the secret. */
  nameFirst: boolean
}

type Answer = [status: number, body: object]
type Body = Partial<Record<string, string>>

const refused = (errcode: string): Answer => [400, { errcode, error: 'no' }]
const grammar = /^[\w.=/+-]+$/

export async function acceptingServer(wanted: Wanted): Promise<Accepting> {
  const made: Accepting['made'] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const given = (body === '' ? {} : JSON.parse(body)) as Body
    const [status, answer] = answerTo(`${request.method} ${request.url}`, given, wanted, made)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    made,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answerTo(route: string, body: Body, wanted: Wanted, made: Accepting['made']): Answer {
  switch (route) {
    case 'GET /_matrix/client/versions':
      return [200, { versions: ['v1.11'] }]
    case 'GET /_synapse/admin/v1/register':
      return [200, { nonce: 'once' }]
    case 'POST /_synapse/admin/v1/register':
      return bySecret(body, wanted, made)
    case 'POST /_matrix/client/v3/register':
      if (body['username'] !== undefined) return make(body, made)
      return [401, { session: 's', flows: [{ stages: ['m.login.registration_token'] }] }]
    default:
      return [404, { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' }]
  }
}

function bySecret(body: Body, { secret, nameFirst }: Wanted, made: Accepting['made']): Answer {
  const { nonce = '', username = '', password = '', mac } = body
  const right = createHmac('sha1', secret)
    .update([nonce, username, password, 'notadmin'].join('\0'))
    .digest('hex')
  if (nameFirst && !grammar.test(username)) return refused('M_INVALID_USERNAME')
  if (mac !== right) return [403, { errcode: 'M_FORBIDDEN', error: 'HMAC incorrect' }]
  return make(body, made)
}

function make({ username = '', password = '' }: Body, made: Accepting['made']): Answer {
  if (!grammar.test(username)) return refused('M_INVALID_USERNAME')
  made.push({ username, password })
  return [200, { user_id: `@${username}:example.org` }]
}
