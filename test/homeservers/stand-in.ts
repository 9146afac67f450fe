import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Recording, readRecordings } from './recordings.ts'

/** A request to a stand-in. */
interface Asked {
  /** `POST /path?query`, percent-decoded. */
  route: string
  headers: IncomingMessage['headers']
  body: string
}

/**
 * A server with the recorded answers of a real one, byte for byte. Each route gives its first recorded
 * answer until `answer` chooses another exchange of that route.
 */
export interface StandIn extends AsyncDisposable {
  url: string
  asked: Asked[]
  answer: (...titles: string[]) => void
  /**
   * Uses this exchange's answer for a route with another name in its path; perhaps with one text replaced,
   * if the needed answer could not be recorded.
   */
  answerAt: (route: string, title: string, change?: [from: string, to: string]) => void
  /** Uses this exchange's answer for every other route that matches. */
  answerElse: (routes: RegExp, title: string) => void
  /** Uses this answer for a route: from facts, not recorded. */
  answerWith: (route: string, status: number, body: object) => void
  /** Uses these answers for the next requests to a route, one each; then the earlier one again. */
  answerNext: (route: string, ...titles: string[]) => void
  /** The recorded body. */
  recorded: (title: string) => string
  /** Once: a request to this route arrives and gets no answer. */
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

/** A route without a recording is a mistake in the test, reported by a status that no server sends. */
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
