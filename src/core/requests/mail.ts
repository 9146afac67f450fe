import type { Actor } from '../../model/actor.ts'
import { hashOf } from '../../shared/hash.ts'
import { randomText } from '../../shared/ids.ts'
import { giveInvite, listOwned } from '../../store/mail-addresses.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { insertPage } from '../../store/requests.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { App } from '../context.ts'
import { isMailOn } from '../mailing/mail-invite.ts'
import { queueMail } from '../mailing/queue-mail.ts'
import { roleOf } from '../members/role.ts'
import { mayDecide } from './decide-role.ts'

type Tools = Pick<App, 'config' | 'clock' | 'random'>

/** Tells those who decide, at addresses that they entered themselves. */
export async function mailDeciders(
  trx: DatabaseTransaction,
  { id }: RequestRow,
  app: Tools,
): Promise<void> {
  if (!isMailOn(app)) return
  for (const one of await listOwned(trx)) {
    if (!mayDecide(app, actorOf(app, one))) continue
    await queueMail(trx, { kind: 'request_made', addressId: one.id, subject: id }, app)
  }
}

/** Who has this address as their own, with the role that they have now. */
export async function ownerOf(
  app: Pick<App, 'config' | 'db'>,
  addressId: string,
): Promise<Actor | undefined> {
  const [owned] = await listOwned(app.db, addressId)
  return owned && actorOf(app, owned)
}

function actorOf(
  app: Pick<App, 'config'>,
  owned: Awaited<ReturnType<typeof listOwned>>[number],
): Actor {
  return { kind: roleOf(app, owned.owner, owned).role, id: owned.owner, via: 'console' }
}

/** Tells the applicant what was decided, if they gave a mail address. */
export async function mailApplicant(
  trx: DatabaseTransaction,
  { request, invite }: { request: RequestRow; invite: string | null },
  app: Tools,
): Promise<void> {
  const { mail_id: addressId, id } = request
  if (addressId === null || !isMailOn(app)) return
  if (invite === null) await queueMail(trx, { kind: 'declined', addressId, subject: id }, app)
  else {
    await giveInvite(trx, addressId, invite)
    await queueMail(trx, { kind: 'let_in', addressId, subject: invite }, app)
  }
}

/** A further secret of the applicant's page: of the first one only a hash is known. */
export async function mintPage(
  app: Pick<App, 'db' | 'random'>,
  requestId: string,
): Promise<string> {
  const secret = randomText(app.random, 52)
  await insertPage(app.db, { hash: hashOf(secret), request_id: requestId })
  return secret
}
