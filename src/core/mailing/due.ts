import { listDueMails } from '../../store/mail-due.ts'
import type { Context } from '../context.ts'
import { isMailOn } from './mail-invite.ts'
import { queueMail } from './queue-mail.ts'

/**
 * Queues what the time makes due and no event tells: reminders of invitations, and the welcome of those who
 * have just joined. Found by looking, so that nobody's registration pays for it.
 */
export async function queueDueMails(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
): Promise<void> {
  if (!isMailOn(app)) return
  for (const due of await listDueMails(app.db, app.clock())) {
    await app.db.transaction().execute((trx) => queueMail(trx, due, app))
  }
}
