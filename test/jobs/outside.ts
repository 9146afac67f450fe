import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { slowMs, type Fault } from './history.ts'

/** A handler's request, as it arrived. */
export interface Call {
  key: string
  replica: number
  /** Which process of the replica. */
  pid: number
  attempt: number
  fault: Fault | null
  beganAt: number
  /** When it was answered, cut, aborted by its process, or its process was killed. */
  endedAt: number | null
  /** Its process aborted it, because it could not renew its claim in time. */
  isGivenUp: boolean
}

/** The service that jobs call. It applies each key once, like a homeserver's transaction id. */
export interface Outside extends AsyncDisposable {
  url: string
  /** The faults of the first, second … call of a key. */
  script: (faults: ReadonlyMap<string, readonly Fault[]>) => void
  onKill: (kill: (replica: number) => void) => void
  calls: Call[]
  /** Keys whose effect was applied. */
  effects: Set<string>
  /** Overlapping calls of one key, one sentence each. */
  overlaps: string[]
  /** Records the end of a process: its calls end, too. */
  isKilled: (pid: number) => void
  /** The time of each process's kill. */
  killed: ReadonlyMap<number, number>
}

export async function startOutside(): Promise<Outside> {
  const calls: Call[] = []
  const effects = new Set<string>()
  const overlaps: string[] = []
  const killed = new Map<number, number>()
  let faults: ReadonlyMap<string, readonly Fault[]> = new Map()
  let kill: ((replica: number) => void) | undefined

  const begin = (request: IncomingMessage): Call => {
    const { searchParams: said } = new URL(String(request.url), 'http://outside')
    const key = String(said.get('key'))
    const [replica = 0, pid = 0, attempt = 0] = ['replica', 'pid', 'attempt'].map((name) =>
      Number(said.get(name)),
    )
    const before = calls.filter((call) => call.key === key)
    const fault = faults.get(key)?.[before.length] ?? null
    const call: Call = {
      key,
      replica,
      pid,
      attempt,
      fault,
      beganAt: performance.now(),
      endedAt: null,
      isGivenUp: false,
    }
    const other = before.find(({ endedAt }) => endedAt === null)
    if (other) overlaps.push(`${key} was done by ${other.pid} and ${pid} at the same time`)
    calls.push(call)
    return call
  }
  const end = (call: Call) => void (call.endedAt ??= performance.now())
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const call = begin(request)
    const { fault, key, replica } = call
    response.once('close', () => {
      call.isGivenUp = call.endedAt === null
      end(call)
    })
    if (fault === 'slow') await pause(slowMs)
    const answer = (status: number) => {
      end(call)
      response.writeHead(status).end()
    }
    if (fault === 'refused') return answer(500)
    if (fault === 'limited') return answer(429)
    if (fault === 'killed before') return kill?.(replica)
    if (fault !== 'cut before') effects.add(key)
    if (fault === 'killed after') return kill?.(replica)
    if (fault === 'killed once answered') response.once('finish', () => kill?.(replica))
    if (fault?.startsWith('cut')) {
      end(call)
      return response.destroy()
    }
    answer(200)
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script(given) {
      faults = given
      calls.length = 0
      overlaps.length = 0
      effects.clear()
      killed.clear()
    },
    onKill: (given) => void (kill = given),
    calls,
    effects,
    overlaps,
    killed,
    isKilled(pid) {
      killed.set(pid, performance.now())
      for (const call of calls) if (call.pid === pid) end(call)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
