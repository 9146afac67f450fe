import {
  addressesOfPerson,
  deleteMailAddresses,
  type MailPerson,
} from '../../store/mail-addresses.ts'
import { eraseLabels } from '../../store/mail-forget.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'

/**
 * Erases a person's mail addresses with all deliveries, and the labels of invitations that were sent to
 * them, which often are names. Returns how many addresses.
 */
export async function forgetMail(trx: DatabaseTransaction, person: MailPerson): Promise<number> {
  const ids = await addressesOfPerson(trx, person)
  await eraseLabels(trx, ids)
  return deleteMailAddresses(trx, ids)
}
