import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** How a receiver answers. `slow body`: 200, and a body that never ends. */
export type Answer = number | 'hang' | 'reset' | 'redirect' | 'slow body'

interface Received {
  path: string
  id: string
  body: Record<string, unknown> & { type: string; text: string; data: Record<string, unknown> }
  headers: IncomingMessage['headers']
  answer: Answer
}

export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

export interface Receiver extends AsyncDisposable {
  port: number
  /** Of an endpoint: `/a`, say. */
  url: (path: string) => string
  received: Received[]
  /** Requests whose signature the library of Standard Webhooks did not accept. */
  forged: string[]
  /** The answer to each request from now on; 204 by default. */
  answer: (how: How) => void
}

type How = (received: Omit<Received, 'answer'>) => Answer

const accept: How = () => 204

/** A receiver on loopback, which verifies every signature. `tls`: key and certificate. */
export async function startReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const received: Received[] = []
  const forged: string[] = []
  const library = new Webhook(secret)
  let how: How = accept
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const piece of request) text += String(piece)
    const headers = request.headers as Record<string, string>
    try {
      library.verify(text, headers)
    } catch (error) {
      forged.push(String(error))
    }
    const path = String(request.url)
    const body = JSON.parse(text) as Received['body']
    const one = { path, id: String(headers['webhook-id']), body, headers: request.headers }
    const answer = how(one)
    received.push({ ...one, answer })
    reply(response, answer)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => response.destroy())
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: (path) => `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`,
    received,
    forged,
    answer: (given) => void (how = given),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  if (answer === 'reset') return void response.socket?.resetAndDestroy()
  if (answer === 'redirect') return void response.writeHead(307, { location: '/elsewhere' }).end()
  if (answer === 'slow body') return void response.writeHead(200).write('{')
  response.writeHead(answer).end()
}

/** A webhook as the configuration has it. */
export function hook(url: string, more: { events?: string[]; secrets?: string[] } = {}) {
  return { url, secrets: [secret], events: null, allowPrivate: true, ...more }
}
