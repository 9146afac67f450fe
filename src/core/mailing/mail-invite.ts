import type { Actor } from '../../model/actor.ts'
import type { Config } from '../../model/config.ts'
import { Problem } from '../../shared/errors.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import type { Invite } from '../invites/invite.ts'
import { addMailAddress, queueMail } from './queue-mail.ts'

/** Whom a new invitation is sent to. */
export interface Recipient {
  address: string
  /** A language tag; '': the language of the configuration. */
  language: string
}

/** Whether a mail server is configured. */
export function isMailOn({ config: { mail } }: { config: Pick<Config, 'mail'> }): boolean {
  return mail.url !== null && mail.from !== null
}

/** Problem: `mail_off`. */
export function requireMail(config: Pick<Config, 'mail'>): void {
  if (!isMailOn({ config })) throw new Problem('mail_off')
}

/**
 * Sends a new invitation, in the transaction that makes it; one that is not open yet, when it opens.
 * Problem: `mail_address_invalid`.
 */
export async function mailInvite(
  trx: DatabaseTransaction,
  { id, opens_at: opensAt }: Invite,
  { address, language }: Recipient,
  actor: Actor,
  tools: EventTools,
): Promise<void> {
  const addressId = await addMailAddress(trx, { address, language, inviteId: id }, tools)
  const due = opensAt !== null && opensAt > tools.clock() ? { dueAt: opensAt } : {}
  await queueMail(trx, { kind: 'invitation', addressId, subject: id, ...due }, tools)
  const event = { at: tools.clock(), actor, kind: 'invite.mailed', subject: id } as const
  await recordEvent(trx, event, tools)
}
