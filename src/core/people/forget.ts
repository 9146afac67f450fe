import type { Actor } from '../../model/actor.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { eraseAccounts } from '../../store/accounts.ts'
import { endWaysBackOf } from '../../store/ways-back.ts'
import { eraseMember } from '../../store/forget-member.ts'
import { eraseInvited, findRowsOf, moveInvited } from '../../store/invited-accounts.ts'
import { eraseForName, eraseNames, findEndedOf, findOpenOf } from '../../store/people.ts'
import { deleteRequests, listNaming, listOfMail } from '../../store/requests-over.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { Problem } from '../../shared/errors.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { invitesOfName } from '../../store/mail-forget.ts'
import { forgetMail } from './forget-mail.ts'
import { readName } from '../redemption/name-rules.ts'

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
  const address = readMailAddress(person.trim())
  if (address !== undefined) {
    return erase(app, actor, async (trx) => {
      const asked = await listOfMail(trx, address)
      await deleteRequests(trx, asked)
      return [0, asked.length + (await forgetMail(trx, { address }))]
    })
  }
  const localpart = readName(person, app.serverName())
  const isForeign = localpart.includes(':')
  if (localpart === '' || (isForeign && !isMatrixId(localpart))) {
    throw new Problem('input_invalid', { detail: 'Give a user id: @ana:server.' })
  }
  const [open] = isForeign ? [] : await findOpenOf(app.db, localpart)
  if (open) throw new Problem('redemption_open', { detail: open.id })
  const found = isForeign ? [] : await findEndedOf(app.db, localpart)
  const mxid = isForeign ? localpart : `@${localpart}:${app.serverName()}`
  return erase(app, actor, async (trx) => {
    const asked = await listNaming(trx, { localpart: isForeign ? null : localpart, mxid })
    await deleteRequests(trx, asked)
    const invites = isForeign ? [] : await invitesOfName(trx, localpart)
    const joined = isForeign ? 0 : await forgetJoined(trx, localpart, found)
    const named = isForeign ? 0 : await eraseForName(trx, localpart)
    const invited = await forgetInvited(trx, mxid, app.clock())
    const mails = await forgetMail(trx, { owner: mxid, invites })
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

/** Erases who joined; returns how many redemptions that was. */
async function forgetJoined(
  trx: DatabaseTransaction,
  localpart: string,
  found: Awaited<ReturnType<typeof findEndedOf>>,
): Promise<number> {
  await endWaysBackOf(trx, localpart)
  await eraseNames(trx, found)
  // An account may outlive its redemption.
  return Math.max(found.length, await eraseAccounts(trx, localpart))
}
