import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { testConfig } from '../support/config.ts'
import type { Store } from '../jobs/store.ts'
import { replicas, type Wave } from './history.ts'
import type { Order, Reply } from './replica-child.ts'

/** What became of a step; `unknown`: its process was killed first. */
export interface Ended extends Order {
  outcome: string
}

export interface Replicas extends AsyncDisposable {
  kills: () => number
  /** Carries out a wave; `pick` chooses the invitation of a step. */
  carryOut: (wave: Wave, pick: (of: number) => string) => Promise<Ended[]>
}

const program = fileURLToPath(new URL('replica-child.ts', import.meta.url))

/** Processes that share a database. A killed one is started again while the others go on. */
export async function startReplicas(store: Store): Promise<Replicas> {
  const config = testConfig({
    database: { url: store.url },
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
  })
  let kills = 0
  let orders = 0
  const start = async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(store.folder, 'cache') },
    })
    child.send(config)
    await once(child, 'message')
    return child
  }
  const children: (ChildProcess | null)[] = await Promise.all(
    Array.from({ length: replicas }, start),
  )
  const starting = new Set<Promise<void>>()
  const restart = (replica: number) => {
    const one = start().then((child) => void (children[replica] = child))
    starting.add(one)
    void one.finally(() => starting.delete(one))
  }
  /** The process of this number, or the next that runs. */
  const running = (replica: number) => {
    const order = [...children.slice(replica), ...children.slice(0, replica)]
    return order.find((child) => child !== null)
  }
  return {
    kills: () => kills,
    async carryOut({ steps, kill: killed }, pick) {
      const ending = steps.map(({ act, replica, of }) =>
        ask(running(replica), { id: orders++, act, invite: pick(of) }),
      )
      const victim = killed && children[killed.replica]
      if (victim) {
        await pause(killed.afterMs)
        kills++
        children[killed.replica] = null
        await kill(victim)
        restart(killed.replica)
      }
      const ended = await Promise.all(ending)
      // Two at least go on.
      if (starting.size > 1) await Promise.race(starting)
      return ended
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(starting)
      await Promise.all(children.map(kill))
    },
  }
}

function ask(child: ChildProcess | undefined, order: Order): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const listen = ({ id, outcome }: Reply) => {
    if (id === order.id) end(outcome)
  }
  const lose = () => end('unknown')
  const end = (outcome: string) => {
    child?.off('message', listen).off('exit', lose)
    resolve({ ...order, outcome })
  }
  child?.on('message', listen).once('exit', lose)
  child?.send(order)
  return promise
}

async function kill(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
