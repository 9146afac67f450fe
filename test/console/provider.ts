import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request as send,
  type RequestListener,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** A real authorization server (oidc-provider): whatever name somebody enters is who they are. */
export interface TestProvider extends AsyncDisposable {
  url: string
  /** What it was asked for, without queries. */
  asked: string[]
  /**
   * Begins to answer. Its address is known before, because others have to be told of it. `elsewhere`: who
   * answers a path instead, and with which Authorization.
   */
  start: (configuration: object, elsewhere?: (request: IncomingMessage) => Elsewhere | null) => void
}

interface Elsewhere {
  url: string
  authorization?: string
}

export async function openProvider(): Promise<TestProvider> {
  const asked: string[] = []
  let answer = notYet
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${new URL(request.url ?? '/', 'http://provider').pathname}`)
    answer(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    start: (configuration, elsewhere = () => null) => {
      const own = new Provider(url, { ...usual, ...configuration }).callback()
      answer = (request, response) => {
        const other = elsewhere(request)
        if (other === null) own(request, response)
        else forward(other)(request, response)
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const notYet: RequestListener = (_, response) => void response.writeHead(503).end()

function forward({ url, authorization }: Elsewhere): RequestListener {
  return (request, response) => {
    const headers = { ...request.headers, ...(authorization !== undefined && { authorization }) }
    const { method = 'GET' } = request
    const onward = send(url + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }
}

const usual = {
  cookies: { keys: ['a key of the tests'] },
  findAccount: (_: unknown, id: string) => ({
    accountId: id,
    claims: () => ({ sub: `sub-of-${id}`, preferred_username: id, username: id, name: id }),
  }),
  claims: { openid: ['sub', 'username'], profile: ['preferred_username', 'name'] },
  conformIdTokenClaims: false,
}

/** The paths of matrix-authentication-service. */
export const routesOfMas = {
  authorization: '/authorize',
  token: '/oauth2/token',
  introspection: '/oauth2/introspect',
  revocation: '/oauth2/revoke',
  userinfo: '/oauth2/userinfo',
  registration: '/oauth2/registration',
}
