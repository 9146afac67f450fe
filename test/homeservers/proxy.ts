import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A proxy between a driver and a real homeserver that cuts connections on request. */
export interface Proxy extends AsyncDisposable {
  url: string
  /** Once a call: cuts the connection of a request whose body has this text, before or after forwarding it. */
  cut: (at: string, when: 'before' | 'after') => void
  /** Once: changes a request whose body matches. */
  change: (what: RegExp, to: string) => void
  /**
   * Once: forwards such a request twice, like a web server that retries. The answer is that of the second
   * request, or the given one, as of another homeserver.
   */
  twice: (at: string, answer?: Given) => void
}

export interface Given {
  status: number
  body: object
}

export async function proxyTo(target: string): Promise<Proxy> {
  const cuts: { at: string; when: 'before' | 'after' }[] = []
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
    const which = cuts.findIndex(({ at }) => body.includes(at))
    const cut = which < 0 ? undefined : cuts.splice(which, 1)[0]?.when
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
    // If the homeserver doesn't answer, neither does the proxy.
    serve(request, response).catch(() => request.socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (at, when) => void cuts.push({ at, when }),
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
