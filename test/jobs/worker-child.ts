// A process that runs jobs, and can be killed at any moment. Its clock may be wrong.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import type { Config } from '../../src/model/config.ts'
import type { Handler } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { withLease } from '../../src/work/lease.ts'
import { newId } from '../../src/shared/ids.ts'
import { limitedMs, terms } from './history.ts'

export interface Start {
  config: Config
  replica: number
  outside: string
  skewMs: number
  /** Instead of jobs: repeatedly enters and leaves under this lease. */
  lease?: { name: string; ttlMs: number; restMs: number }
  /** What a judge has to notice. */
  sabotage?: string
}

process.once('disconnect', () => process.exit())
const [start] = (await once(process, 'message')) as [Start]
const { replica, outside, skewMs } = start
const app = await openApp(start.config, {
  clock: () => Date.now() + skewMs,
  logTarget: { write: (line: string) => void process.stdout.write(line) },
})

async function call(key: string, attempt: number, signal: AbortSignal): Promise<number | null> {
  const query = `key=${key}&replica=${replica}&pid=${process.pid}&attempt=${attempt}`
  try {
    return (await fetch(`${outside}/?${query}`, { method: 'POST', signal })).status
  } catch {
    return null
  }
}

const effect: Handler = async (_, { key, attempt }, signal) => {
  const status = await call(key, attempt, signal)
  if (status === 429) return { retryAfterMs: limitedMs }
  return status === 200 ? 'done' : { failed: `status ${status}` }
}

async function hold(lease: NonNullable<Start['lease']>): Promise<void> {
  for (;;) {
    const holder = newId(app.clock(), app.random)
    await withLease(app.db, { ...lease, holder }, async (lost) => {
      await call(lease.name, 0, lost)
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

if (start.lease) void hold(start.lease)
else startQueue(app, { ...terms, handlers: { effect } })
process.send?.('ready')
flushCompileCache()
