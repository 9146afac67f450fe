import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { leash } from './leash.ts'

/** A server in a child process that never outlives this process. */
export interface Server {
  pid: number
  /** Sends `signal`, and SIGKILL after ten seconds; resolves when the server has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface ServerOptions {
  command: string
  args: string[]
  cwd: string
  uid?: number
  gid?: number
  /** File for the server's output. */
  log: string
  /** True as soon as the server can be used. */
  answers: () => Promise<boolean>
  signal?: AbortSignal | undefined
}

const START_LIMIT = 60_000
const STOP_LIMIT = 10_000
const POLL = 50

/** Starts a server and waits until it is ready. Otherwise throws the end of its log. */
export async function startServer({
  log,
  answers,
  signal,
  ...how
}: ServerOptions): Promise<Server> {
  const output = openSync(log, 'a')
  // A separate process group: Ctrl-C reaches only us, and we end the servers in order.
  const stdio = ['ignore' as const, output, output]
  const child = leash(spawn(how.command, how.args, { ...how, detached: true, stdio }))
  closeSync(output)
  await once(child, 'spawn')
  const server = { pid: child.pid ?? 0, stop: ending(child) }
  const late = Date.now() + START_LIMIT
  while (!(await answers())) {
    const failed = hasEnded(child) || Date.now() > late || signal?.aborted
    if (failed) {
      await server.stop('SIGKILL')
      throw new Error(`${how.command} did not start:\n${tail(log)}`)
    }
    await sleep(POLL)
  }
  return server
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

const tail = (log: string) => readFileSync(log, 'utf8').slice(-3000)

function ending(child: ChildProcess): Server['stop'] {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.unref()
  return async (signal = 'SIGTERM') => {
    if (hasEnded(child)) return
    child.ref()
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
    child.kill(signal)
    await ended
    clearTimeout(force)
  }
}

/** Starts a server on a free port. Retries on another if the port was taken meanwhile. */
export async function onFreePort<T>(start: (port: number) => Promise<T>, tries = 5): Promise<T> {
  try {
    return await start(await freePort())
  } catch (error) {
    if (tries > 1 && /already in use/i.test(String(error))) return onFreePort(start, tries - 1)
    throw error
  }
}

/** A TCP port of 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free')
  return address.port
}
