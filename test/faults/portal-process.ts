import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/model/config.ts'
import { leash } from '../../tools/leash.ts'
import type { Done, Start, Time } from './portal-child.ts'

/** A portal in a separate process, which is restarted after each kill. */
export interface PortalProcess extends AsyncDisposable {
  url: string
  /** SIGKILL, and a new process on the same database and port. */
  kill: () => void
  /** Resolves when it is running (again). */
  up: () => Promise<void>
  kills: () => number
  /** Whether a process ended by itself, which is a failure. */
  died: () => boolean
  /** Sets its clocks, also after restarts. */
  setTime: (time: Time) => Promise<void>
  /** Lets it settle what is due. If it is killed meanwhile, its successor settles. */
  settle: () => Promise<void>
  /** The end of its log. */
  logged: () => string
}

interface Running {
  child: ChildProcess
  url: string
}

type Wanted = { time: Time } | { settle: true }

export async function startPortal(
  config: Config,
  { cache, queue }: Pick<Start, 'cache' | 'queue'>,
): Promise<PortalProcess> {
  const log: string[] = []
  const start: Start = { config, time: { passed: 0, stepped: 0 }, cache, queue }
  let running = launch(start, log)
  let kills = 0
  /** Null while a new process starts. */
  let current: Running | null = await running
  const { url } = current
  const { hostname: host, port } = new URL(url)
  start.config = { ...config, public: { ...config.public, listen: { host, port: Number(port) } } }
  return {
    url,
    kill() {
      if (current === null) return
      const dying = end(current.child)
      current = null
      kills++
      running = dying.then(() => launch(start, log)).then((next) => (current = next))
    },
    up: async () => void (await running),
    kills: () => kills,
    died: () => log.some((piece) => piece.startsWith(died)),
    async setTime(time) {
      start.time = time
      await order((await running).child, { time })
    },
    settle: async () => order((await running).child, { settle: true }),
    logged: () => log.slice(-60).join(''),
    [Symbol.asyncDispose]: async () => end((await running).child),
  }
}

const died = 'The portal ended by itself'
const program = fileURLToPath(new URL('portal-child.ts', import.meta.url))

async function launch(start: Start, log: string[]): Promise<Running> {
  const child = leash(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: start.cache },
      detached: true,
    }),
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => log.push(piece.toString()))
  }
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL') log.push(`${died}: ${code ?? signal}\n`)
  })
  child.send(start)
  const failed = once(child, 'exit').then(() => null)
  const message = await Promise.race([once(child, 'message'), failed])
  if (message === null) throw new Error(`a portal did not start:\n${log.slice(-20).join('')}`)
  const [{ publicAddress }] = message as [{ publicAddress: string }]
  return { child, url: publicAddress }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

let orders = 0

/** Resolves when the command is executed, or the process has ended. */
function order(child: ChildProcess, wanted: Wanted): Promise<void> {
  const id = ++orders
  return new Promise((resolve, reject) => {
    const onMessage = (done: Done) => {
      if (done.id === id) finish(done.failed)
    }
    const onExit = () => finish(null)
    const finish = (failed: string | null) => {
      child.off('message', onMessage).off('exit', onExit)
      if (failed === null) resolve()
      else reject(new Error(failed))
    }
    child.on('message', onMessage).on('exit', onExit)
    if (child.exitCode !== null || child.signalCode !== null) return finish(null)
    child.send({ id, ...wanted }, (error) => error && finish(null))
  })
}
