// A process that delivers to webhooks, and can be killed at any moment. Its clock may be wrong.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import { deliverWebhook } from '../../src/core/endpoints/deliver.ts'
import type { Handler } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { createSender } from '../../src/webhooks/send.ts'
import { terms } from '../jobs/history.ts'
import type { Start } from '../jobs/worker-child.ts'
import { timeoutMs, waitsMs } from './history.ts'

process.once('disconnect', () => process.exit())
const [{ config, skewMs, sabotage }] = (await once(process, 'message')) as [Start]
const app = await openApp(config, {
  clock: () => Date.now() + skewMs,
  logTarget: { write: (line: string) => void process.stdout.write(line) },
})
// Receivers refuse old signatures, so this clock is right.
const sendWebhook = createSender({ clock: Date.now, language: () => 'en', timeoutMs })

const webhook: Handler = async (_, job, signal) => {
  const outcome = await deliverWebhook({ ...app, sendWebhook }, job, signal, waitsMs)
  return sabotage === 'forgets failures' ? 'done' : outcome
}

startQueue(app, { ...terms, handlers: { webhook } })
process.send?.('ready')
flushCompileCache()
