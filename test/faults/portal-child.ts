// A portal as a process of its own, on a clock that its parent moves: it can be killed at any moment.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import type { Config } from '../../src/config/config.ts'
import { settle } from '../../src/core/settle.ts'
import { listen } from '../../src/http/server.ts'
import { startJobs } from '../../src/jobs.ts'

export interface Start {
  config: Config
  /** What the clock is ahead of the real one, in ms. */
  ahead: number
  /** A folder for compiled sources. */
  cache: string
}
export type Order = { id: number; ahead: number } | { id: number; settle: true }
export interface Done {
  id: number
  failed: string | null
}

process.once('disconnect', () => process.exit())
const [start] = (await once(process, 'message')) as [Start]
let ahead = start.ahead
const app = await openApp(start.config, {
  clock: () => Date.now() + ahead,
  logTarget: { write: (line: string) => void process.stdout.write(line) },
})
const { publicAddress } = await listen(app)
startJobs(app)
process.on('message', (order: Order) => void obey(order))
process.send?.({ publicAddress })
// Its successors start faster; one that is killed could not write it at its end.
flushCompileCache()

async function obey(order: Order): Promise<void> {
  const done: Done = { id: order.id, failed: null }
  if ('ahead' in order) ahead = order.ahead
  else await settle(app).catch((error: unknown) => (done.failed = String(error)))
  process.send?.(done)
}
