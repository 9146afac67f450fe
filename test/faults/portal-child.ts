// A portal in a separate process, which can be killed at any moment. Its parent moves its clock.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import type { Config } from '../../src/model/config.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { isDatabaseFailure } from '../../src/store/failure.ts'
import { settle } from '../../src/core/redemption/settle.ts'
import { listen } from '../../src/serve/server.ts'
import { handlers, messageHandlers } from '../../src/work/handlers.ts'
import { type QueueTerms, startQueue } from '../../src/work/queue.ts'

/** Offset of the portal's clocks from the real ones, in ms. */
export interface Time {
  /** Elapsed time that both clocks show. */
  passed: number
  /** Change of the wall clock alone. */
  stepped: number
}

export interface Start {
  config: Config
  time: Time
  /** Folder of the compile cache. */
  cache: string
  /** Runs only the queue, with these settings; default: all background work, with the program's. */
  queue?: Omit<QueueTerms, 'handlers'> | undefined
}
export type Order = { id: number; time: Time } | { id: number; settle: true }
export interface Done {
  id: number
  failed: string | null
}

process.once('disconnect', () => process.exit())
const [start] = (await once(process, 'message')) as [Start]
let { time } = start
const app = await openApp(start.config, {
  clock: () => Date.now() + time.passed + time.stepped,
  elapsed: () => performance.now() + time.passed,
  logTarget: { write: (line: string) => void process.stdout.write(line) },
})
const { publicAddress } = await listen(app)
if (start.queue) startQueue(app, { ...start.queue, handlers: { ...handlers, ...messageHandlers } })
else app.work()
process.on('message', (order: Order) => void obey(order))
process.send?.({ publicAddress })
// Later processes start faster. Written now, because a killed process can't write it at its end.
flushCompileCache()

async function obey(order: Order): Promise<void> {
  const done: Done = { id: order.id, failed: null }
  if ('time' in order) time = order.time
  else await settleOnceUp().catch((error: unknown) => (done.failed = String(error)))
  process.send?.(done)
}

/** Ignores errors while a test restarts the database; the portal's schedule retries, too. */
async function settleOnceUp(): Promise<void> {
  let cause: unknown
  const isSettled = await waitFor(10_000, async () => {
    try {
      await settle(app)
      return true
    } catch (error) {
      if (!isDatabaseFailure(error)) throw error
      cause = error
      return undefined
    }
  })
  if (isSettled === undefined) throw cause
}
