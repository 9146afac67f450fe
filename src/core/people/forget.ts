import type { Actor } from '../../model/actor.ts'
import { pasted } from '../../shared/pasted.ts'
import { eraseAccounts } from '../../store/accounts.ts'
import { endWaysBackOf } from '../../store/ways-back.ts'
import { eraseMember } from '../../store/forget-member.ts'
import { findRowsOf } from '../../store/invited-find.ts'
import { eraseInvited, moveInvited } from '../../store/invited-accounts.ts'
import {
  eraseForName,
  eraseLabelsOf,
  eraseNames,
  findEndedOf,
  findOpenOf,
} from '../../store/people.ts'
import { deleteRequests, listNaming, listOfMail } from '../../store/requests-over.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { Problem } from '../../shared/errors.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { invitesOfName } from '../../store/mail-forget.ts'
import { forgetMail } from './forget-mail.ts'
import { readWhom } from './whom.ts'

/**
 * Erases a person's name from the database. That somebody joined or invited, when and with which
 * invitation stays, so that counts stay right. `person`: a user id, a name of this homeserver, or a mail address.
 * Returns how many rows had the name. Problem `redemption_open` while one of their redemptions is open:
 * then nothing is done.
 */
export async function forgetPerson(
  app: Pick<Context, 'serverName' | 'db'> & EventTools,
  person: string,
  actor: Actor,
): Promise<number> {
  const address = readMailAddress(pasted(person))
  if (address !== undefined) {
    return erase(app, actor, async (trx) => {
      const asked = await listOfMail(trx, address)
      const mails = await forgetMail(trx, { address })
      await deleteRequests(trx, asked)
      return [0, asked.length + mails]
    })
  }
  const whom = readWhom(person, app.serverName())
  if (!whom) throw new Problem('input_invalid', { detail: 'Give a user id: @ana:server.' })
  const { localpart, mxid } = whom
  const [open] = localpart === null ? [] : await findOpenOf(app.db, localpart)
  if (open) throw new Problem('redemption_open', { detail: open.id })
  const found = localpart === null ? [] : await findEndedOf(app.db, localpart)
  return erase(app, actor, async (trx) => {
    const asked = await listNaming(trx, whom)
    const invites = localpart === null ? [] : await invitesOfName(trx, localpart)
    const mails = await forgetMail(trx, { owner: mxid, invites })
    await deleteRequests(trx, asked)
    const [joined, named] = localpart === null ? [0, 0] : await forgetOwn(trx, localpart, found)
    const invited = await forgetInvited(trx, mxid, app.clock())
    const others = asked.length + named + invited + mails
    return [joined, others + (await eraseMember(trx, mxid))]
  })
}

/** `work` returns the number of redemptions, and of other rows. */
async function erase(
  app: Pick<Context, 'db'> & EventTools,
  actor: Actor,
  work: (trx: DatabaseTransaction) => Promise<[redemptions: number, others: number]>,
): Promise<number> {
  return app.db.transaction().execute(async (trx) => {
    const [redemptions, others] = await work(trx)
    const data = { redemptions }
    const event = { at: app.clock(), actor, kind: 'person.forgotten', subject: null, data } as const
    if (redemptions + others > 0) await recordEvent(trx, event, app)
    return redemptions + others
  })
}

/** Erases who came with this account of their own. Whoever was still to be invited isn't any more. */
async function forgetInvited(trx: DatabaseTransaction, mxid: string, now: number): Promise<number> {
  for (const { id } of await findRowsOf(trx, mxid)) {
    await moveInvited(trx, id, ['waiting'], { state: 'refused', place: 'none', ended_at: now })
  }
  return eraseInvited(trx, mxid)
}

/** Erases an account of this server; returns how many redemptions that was, and invitations for it. */
async function forgetOwn(
  trx: DatabaseTransaction,
  localpart: string,
  found: Awaited<ReturnType<typeof findEndedOf>>,
): Promise<[redemptions: number, invites: number]> {
  await endWaysBackOf(trx, localpart)
  await eraseLabelsOf(trx, localpart)
  await eraseNames(trx, found)
  // An account may outlive its redemption.
  const joined = Math.max(found.length, await eraseAccounts(trx, localpart))
  return [joined, await eraseForName(trx, localpart)]
}
