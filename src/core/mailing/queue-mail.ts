import type { MailKind } from '../../model/mail.ts'
import { Problem } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { pasted } from '../../shared/pasted.ts'
import { insertMailAddress } from '../../store/mail-addresses.ts'
import { insertDelivery } from '../../store/mail-deliveries.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'

type Tools = Pick<Context, 'clock' | 'random'>

export interface NewMailAddress {
  /** As somebody typed it. */
  address: string
  /** A language tag; '': the language of the configuration. */
  language: string
  inviteId?: string
  /** A Matrix id. */
  owner?: string
}

/** Stores an address and returns its id, by which everything else knows it. Problem: `mail_address_invalid`. */
export async function addMailAddress(
  trx: DatabaseTransaction,
  { address: typed, language, inviteId, owner }: NewMailAddress,
  { clock, random }: Tools,
): Promise<string> {
  const address = readMailAddress(pasted(typed))
  if (address === undefined) throw new Problem('mail_address_invalid')
  if (!/^([a-z]{2,3}(-[a-z0-9]{1,8}){0,3})?$/i.test(language)) {
    throw new Problem('input_invalid', { detail: 'A language is a tag such as de or pt-BR.' })
  }
  const id = newId(clock(), random)
  await insertMailAddress(trx, {
    id,
    address,
    language,
    invite_id: inviteId ?? null,
    owner: owner ?? null,
    added_at: clock(),
  })
  return id
}

export interface NewMail {
  kind: MailKind
  addressId: string
  /** The id of what it is about: an invitation, or the redemption of an account. */
  subject: string
  /** Tells apart mails of one kind about the same thing; the same mail is never queued twice. */
  occasion?: string
  /** Milliseconds since 1970; default: now. */
  dueAt?: number
}

/** Queues a mail in the transaction of its cause. False if it was queued before. */
export async function queueMail(
  trx: DatabaseTransaction,
  { kind, addressId, subject, occasion = '', dueAt }: NewMail,
  tools: Tools,
): Promise<boolean> {
  const id = newId(tools.clock(), tools.random)
  const row = { id, kind, address_id: addressId, subject, occasion, made_at: tools.clock() }
  if (!(await insertDelivery(trx, row))) return false
  await enqueueDelivery(trx, id, tools, dueAt)
  return true
}

/** The job that sends a mail: no more than one at a time. */
export async function enqueueDelivery(
  trx: DatabaseTransaction,
  id: string,
  tools: Tools,
  dueAt?: number,
): Promise<void> {
  const job = { kind: 'mail', key: id, payload: { delivery: id } }
  await enqueue(trx, dueAt === undefined ? job : { ...job, dueAt }, tools)
}
