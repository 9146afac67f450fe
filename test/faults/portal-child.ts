// A portal as a process of its own, on a clock that its parent moves: it can be killed at any moment.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import type { Config } from '../../src/model/config.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { isDatabaseFailure } from '../../src/store/failure.ts'
import { settle } from '../../src/core/redemption/settle.ts'
import { listen } from '../../src/serve/server.ts'

/** What the portal's clocks are ahead of the real ones, in ms. */
export interface Time {
  /** So much time has passed. */
  passed: number
  /** So far somebody has set the clock. */
  stepped: number
}

export interface Start {
  config: Config
  time: Time
  /** A folder for compiled sources. */
  cache: string
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
app.work()
process.on('message', (order: Order) => void obey(order))
process.send?.({ publicAddress })
// Its successors start faster; one that is killed could not write it at its end.
flushCompileCache()

async function obey(order: Order): Promise<void> {
  const done: Done = { id: order.id, failed: null }
  if ('time' in order) time = order.time
  else await settleOnceUp().catch((error: unknown) => (done.failed = String(error)))
  process.send?.(done)
}

/** While a test restarts the database nothing can be settled; the portal's schedule tries again, too. */
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
