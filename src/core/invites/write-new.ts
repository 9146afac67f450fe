import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { findByFolded, insertInvite } from '../../store/invites.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { foldCode } from './code.ts'
import type { Invite } from './invite.ts'

/** Writes a new invitation and its event. Problem: `code_in_use`. */
export async function writeNew(
  trx: DatabaseTransaction,
  invite: Invite,
  actor: Actor,
  tools: EventTools,
): Promise<void> {
  const { id, code, created_at: at } = invite
  const clash = await findByFolded(trx, foldCode(code))
  if (clash || !(await insertInvite(trx, invite))) throw new Problem('code_in_use')
  await recordEvent(trx, { at, actor, kind: 'invite.made', subject: id }, tools)
}
