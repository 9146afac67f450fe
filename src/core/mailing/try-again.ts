import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { hurryJob } from '../../store/jobs.ts'
import { findDelivery, reviveDelivery } from '../../store/mail-deliveries.ts'
import type { MailDeliveryRow } from '../../store/mail-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { requirePermission } from '../permissions.ts'
import { enqueueDelivery } from './queue-mail.ts'

type Tools = Pick<Context, 'clock' | 'random'>

/** Tries a mail at once that waits or was given up; false if there is nothing to try. */
export async function tryAgain(
  trx: DatabaseTransaction,
  { id, state }: Pick<MailDeliveryRow, 'id' | 'state'>,
  tools: Tools,
): Promise<boolean> {
  if (state !== 'waiting' && state !== 'failed') return false
  if (state === 'failed') await reviveDelivery(trx, id)
  // A job may be left of the attempts before.
  if (!(await hurryJob(trx, 'mail', id))) await enqueueDelivery(trx, id, tools)
  return true
}

/** An operator has a mail tried again. Problem: `mail_unknown`. */
export async function retryDelivery(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
  id: string,
  actor: Actor,
): Promise<void> {
  requirePermission(actor, 'jobs:write')
  await app.db.transaction().execute(async (trx) => {
    const delivery = await findDelivery(trx, id)
    if (!delivery || !(await tryAgain(trx, delivery, app))) throw new Problem('mail_unknown')
    const { subject } = delivery
    const data = { channel: 'mail', delivery: id }
    const event = { at: app.clock(), actor, kind: 'delivery.retried', subject, data } as const
    await recordEvent(trx, event, app)
  })
}
