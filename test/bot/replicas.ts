import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/model/config.ts'

const program = fileURLToPath(new URL('replica-child.ts', import.meta.url))

/** Processes that share a database and are the bot, one at a time. */
export interface Replicas extends AsyncDisposable {
  /** Kills one by SIGKILL, and starts another in its place. */
  kill: (replica: number) => Promise<void>
  /** Stops one for longer than its lease lasts, and lets it go on. */
  freeze: (replica: number, ms: number) => Promise<void>
  logged: () => string
}

export async function startReplicas(config: Config, count: number): Promise<Replicas> {
  const log: string[] = []
  const launch = async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (piece: Buffer) => log.push(piece.toString()))
    }
    child.send(config)
    await Promise.race([once(child, 'message'), once(child, 'exit')])
    return child
  }
  const children = await Promise.all(Array.from({ length: count }, launch))
  return {
    kill: async (replica) => {
      const child = children[replica]
      if (child) await end(child)
      children[replica] = await launch()
    },
    freeze: async (replica, ms) => {
      children[replica]?.kill('SIGSTOP')
      await pause(ms)
      children[replica]?.kill('SIGCONT')
    },
    logged: () => log.slice(-40).join(''),
    [Symbol.asyncDispose]: async () => void (await Promise.all(children.map(end))),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
