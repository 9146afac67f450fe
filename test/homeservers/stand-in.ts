import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Recording, readRecordings } from './recordings.ts'

/** What was asked of a stand-in. */
interface Asked {
  /** `POST /path?query`, with nothing percent-encoded. */
  route: string
  headers: IncomingMessage['headers']
  body: string
}

/**
 * A server that answers as a real one did, byte for byte. Each route answers as it did first, until
 * `answer` names another exchange of the same route.
 */
export interface StandIn extends AsyncDisposable {
  url: string
  asked: Asked[]
  answer: (...titles: string[]) => void
  /**
   * This exchange's answer stands for a route whose path has another name in it; with one thing
   * changed, where what is needed could not be recorded.
   */
  answerAt: (route: string, title: string, change?: [from: string, to: string]) => void
  /** This exchange's answer stands for every route that is no other's and matches. */
  answerElse: (routes: RegExp, title: string) => void
  /** This answer, which is known from facts and was not recorded, stands for a route. */
  answerWith: (route: string, status: number, body: object) => void
  /** The next requests to a route are answered so, one each; then as before. */
  answerNext: (route: string, ...titles: string[]) => void
  /** The body that was recorded. */
  recorded: (title: string) => string
  /** Once, the request to this route arrives and no answer comes back. */
  cut: (route: string) => void
}

export async function standIn(...files: string[]): Promise<StandIn> {
  const recordings = files.flatMap(readRecordings)
  const answers = new Map(recordings.toReversed().map((one) => [routeOf(one), one]))
  const cuts = new Set<string>()
  const next = new Map<string, Recording[]>()
  const others: [routes: RegExp, recording: Recording][] = []
  const asked: Asked[] = []
  const find = (title: string) => {
    const found = recordings.find((one) => one.title === title)
    if (!found) throw new Error(`there is no recording ${title}`)
    return found
  }
  const otherAt = (route: string) => others.find(([routes]) => routes.test(route))?.[1]
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const route = `${request.method} ${decodeURIComponent(request.url ?? '')}`
    asked.push({ route, headers: request.headers, body: await text(request) })
    if (cuts.delete(route)) request.socket.destroy()
    else reply(response, next.get(route)?.shift() ?? answers.get(route) ?? otherAt(route))
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (...titles) => {
      for (const one of titles.map(find)) answers.set(routeOf(one), one)
    },
    answerAt: (route, title, change) => void answers.set(route, changed(find(title), change)),
    answerElse: (routes, title) => void others.push([routes, find(title)]),
    answerWith: (route, status, body) => void answers.set(route, fromFacts(status, body)),
    answerNext: (route, ...titles) => void next.set(route, titles.map(find)),
    recorded: (title) => find(title).body,
    cut: (route) => void cuts.add(route),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A route that nobody recorded is a mistake of the test: it is told by an answer of no server. */
function reply(response: ServerResponse, recording: Recording | undefined): void {
  if (!recording) return void response.writeHead(599).end()
  const headers = recording.headers.filter(([name]) => name.toLowerCase() !== 'content-length')
  response.writeHead(recording.status, headers.flat()).end(recording.body)
}

function fromFacts(status: number, body: object): Recording {
  const headers: Recording['headers'] = [['content-type', 'application/json']]
  return { title: '', method: '', path: '', status, headers, body: JSON.stringify(body) }
}

function changed(recording: Recording, change?: [from: string, to: string]): Recording {
  if (!change) return recording
  if (!recording.body.includes(change[0])) throw new Error(`there is no ${change[0]} to change`)
  return { ...recording, body: recording.body.replace(...change) }
}

function routeOf({ method, path }: Recording): string {
  return `${method} ${decodeURIComponent(path)}`
}
