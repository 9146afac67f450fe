import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Stands between a driver and a real homeserver, and breaks off when it is told to. */
export interface Proxy extends AsyncDisposable {
  url: string
  /** Once, breaks off at a request with this text in its body: before or after it was passed on. */
  cut: (at: string, when: 'before' | 'after') => void
  /** Once, changes a request whose body has this in it. */
  change: (what: RegExp, to: string) => void
  /**
   * Once, passes such a request on twice, as web servers do that try again. The answer is the second
   * one's, or the one that is given here, as another homeserver says it.
   */
  twice: (at: string, answer?: Given) => void
}

export interface Given {
  status: number
  body: object
}

export async function proxyTo(target: string): Promise<Proxy> {
  let next: { at: string; when: 'before' | 'after' } | undefined
  let repeated: { at: string; answer: Given | undefined } | undefined
  let changing: { what: RegExp; to: string } | undefined
  const read = async (request: IncomingMessage) => {
    const body = await buffer(request)
    if (!changing?.what.test(String(body))) return body
    const changed = String(body).replace(changing.what, changing.to)
    changing = undefined
    return Buffer.from(changed)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await read(request)
    const cut = next && body.includes(next.at) ? next.when : undefined
    if (cut) next = undefined
    if (cut === 'before') return request.socket.destroy()
    const again = repeated && body.includes(repeated.at) ? repeated : undefined
    if (again) {
      repeated = undefined
      await (await fetch(target + request.url, passedOn(request, body))).text()
      if (again.answer) return give(response, again.answer)
    }
    const answer = await fetch(target + request.url, passedOn(request, body))
    const text = await answer.text()
    if (cut === 'after') return request.socket.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  }
  const server = createServer((request, response) => {
    // Where nobody answers behind it, nobody answers before it.
    serve(request, response).catch(() => request.socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (at, when) => (next = { at, when }),
    twice: (at, answer) => (repeated = { at, answer }),
    change: (what, to) => void (changing = { what, to }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function give(response: ServerResponse, { status, body }: Given): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function passedOn({ method = 'GET', headers }: IncomingMessage, body: Buffer): RequestInit {
  const kept = ['authorization', 'content-type', 'x-forwarded-for'].flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value] as [string, string]] : []
  })
  return { method, headers: kept, body: body.length > 0 ? body : null }
}
