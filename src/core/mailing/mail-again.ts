import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { addressOfInvite } from '../../store/mail-addresses.ts'
import { deliveriesOf, type Delivery } from '../../store/mail-deliveries.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { inviteOf } from '../invites/invites.ts'
import { requirePermission } from '../permissions.ts'
import { requireMail } from './mail-invite.ts'
import { queueMail } from './queue-mail.ts'
import { tryAgain } from './try-again.ts'

/** How long after a mail the same can't be sent again: nobody is to be flooded. */
const pauseMs = 10 * 60_000

/** More mails about one invitation are never read. */
const most = 50

/**
 * Sends the same link to the same address again. A mail that still waits is tried at once, and one that was
 * given up is tried again. Problems: `mail_off`, `invite_unknown`, `mail_unknown`, `mail_sent_lately`.
 */
export async function mailInviteAgain(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
  id: string,
  actor: Actor,
): Promise<void> {
  requirePermission(actor, 'invites:change')
  requireMail(app.config)
  const invite = await inviteOf(app, id, actor)
  await app.db.transaction().execute(async (trx) => {
    const address = await addressOfInvite(trx, invite.id)
    if (!address) throw new Problem('mail_unknown')
    const sent = (await deliveriesOf(trx, invite.id, most)).filter(
      ({ kind }) => kind === 'invitation',
    )
    const [last] = sent
    if (last && !(await tryAgain(trx, last, app))) {
      refuseTooSoon(last, app.clock())
      const occasion = String(sent.length)
      const mail = { kind: 'invitation', addressId: address.id, subject: invite.id } as const
      await queueMail(trx, { ...mail, occasion }, app)
    }
    const event = { at: app.clock(), actor, kind: 'invite.mailed', subject: invite.id } as const
    await recordEvent(trx, event, app)
  })
}

function refuseTooSoon({ tried_at: at, made_at }: Delivery, now: number): void {
  if (now - (at ?? made_at) < pauseMs) throw new Problem('mail_sent_lately')
}
