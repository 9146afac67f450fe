import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Overrides as Settings, testConfig } from '../support/config.ts'
import type { Outside } from './outside.ts'
import type { Store } from './store.ts'
import type { Start } from './worker-child.ts'

/** Processes that share a database; each is restarted after a kill. */
export interface Workers extends AsyncDisposable {
  kills: () => number
  /** Whether a process ended by itself, which is a failure. */
  died: () => boolean
  logged: () => string
}

interface Options extends Pick<Start, 'lease' | 'sabotage'> {
  skews: readonly number[]
  /** What each process runs; by default the jobs of `outside`. */
  program?: URL
  settings?: Settings
}

const effects = new URL('worker-child.ts', import.meta.url)

export async function startWorkers(
  store: Store,
  outside: Pick<Outside, 'url' | 'onKill' | 'isKilled'>,
  { skews, program = effects, settings = {}, ...more }: Options,
): Promise<Workers> {
  const config = testConfig({
    ...settings,
    database: { url: store.url },
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
    log: { level: 'info', format: 'json' },
  })
  const log: string[] = []
  let kills = 0
  let isEnding = false
  const current: (ChildProcess | null)[] = skews.map(() => null)
  const starting = new Set<Promise<void>>()
  const launch = async (replica: number) => {
    const start: Start = {
      config,
      replica,
      outside: outside.url,
      skewMs: skews[replica] ?? 0,
      ...more,
    }
    const child = spawnChild(program, log, join(store.folder, 'cache'))
    child.send(start)
    await Promise.race([once(child, 'message'), once(child, 'exit')])
    current[replica] = child
  }
  const launched = (replica: number) => {
    const one = launch(replica).finally(() => starting.delete(one))
    starting.add(one)
    return one
  }
  outside.onKill((replica) => {
    const child = current[replica]
    if (!child || isEnding) return
    current[replica] = null
    kills++
    void kill(child)
      .then(() => outside.isKilled(child.pid ?? 0))
      .then(() => (isEnding ? undefined : launched(replica)))
  })
  await Promise.all(skews.map((_, replica) => launched(replica)))
  return {
    kills: () => kills,
    died: () => log.some((piece) => piece.startsWith(ended)),
    logged: () => log.slice(-40).join(''),
    [Symbol.asyncDispose]: async () => {
      isEnding = true
      await Promise.all(starting)
      await Promise.all(current.filter((child) => child !== null).map(kill))
    },
  }
}

const ended = 'A worker ended by itself'

function spawnChild(program: URL, log: string[], cache: string): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(program)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    },
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => log.push(piece.toString()))
  }
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL') log.push(`${ended}: ${code ?? signal}\n`)
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
