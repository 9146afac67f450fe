import { isMatrixId } from '../../shared/matrix-id.ts'
import { findById } from '../../store/invites.ts'
import { addressOfInvite } from '../../store/mail-addresses.ts'
import { findMember } from '../../store/members.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { roleOf } from '../members/role.ts'

/**
 * Whether an account gets the mail address that its invitation was sent to. Whoever makes an invitation knows
 * its link, too, and could take it with an address that isn't theirs: so an operator's word is needed. What
 * somebody who asked to join says of themselves doesn't count.
 */
export async function hasVouchedMail(
  app: Parameters<typeof roleOf>[0],
  trx: DatabaseTransaction,
  { invite: id, inviter }: { invite: string; inviter: string },
): Promise<boolean> {
  if ((await addressOfInvite(trx, id)) === undefined) return false
  if ((await findById(trx, id))?.request_id !== null) return false
  if (!isMatrixId(inviter)) return true
  return roleOf(app, inviter, await findMember(trx, inviter)).role === 'operator'
}
