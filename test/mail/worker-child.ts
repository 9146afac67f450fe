// A process that sends mail, and can be killed at any moment. Its clock may be wrong.
import { once } from 'node:events'
import { openApp } from '../../src/app.ts'
import { deliverMail } from '../../src/mail/deliver.ts'
import type { Handler } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { terms } from '../jobs/history.ts'
import type { Start } from '../jobs/worker-child.ts'

process.once('disconnect', () => process.exit())
const [start] = (await once(process, 'message')) as [Start]
const url = start.outside.replace('smtp://', `smtp://r${start.replica}:secret@`)
const from = { name: 'Club', address: 'club@example.org' }
const app = await openApp(
  { ...start.config, mail: { url, from, tls: 'none' } },
  {
    clock: () => Date.now() + start.skewMs,
    logTarget: { write: (line: string) => void process.stdout.write(line) },
  },
)

/** What a judge has to notice: a mail that counts as sent before it is, or is sent twice. */
const sabotaged: Record<string, Handler> = {
  early: async (all, job, signal) => {
    const outcome = await deliverMail(all, job, signal)
    return outcome === 'done' ? outcome : 'done'
  },
  twice: async (all, job, signal) => {
    const outcome = await deliverMail(all, job, signal)
    const id = String(job.payload['delivery'])
    const again = { state: 'waiting' } as const
    await all.db.updateTable('mail_deliveries').set(again).where('id', '=', id).execute()
    return outcome === 'done' ? deliverMail(all, job, signal) : outcome
  },
}

const mail = sabotaged[start.sabotage ?? ''] ?? deliverMail
startQueue(app, { ...terms, handlers: { mail } })
process.send?.('ready')
