import { sql } from 'kysely'
import { purgeBatch } from './purge.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** Empties the labels of the invitations that were sent to these addresses. */
export async function eraseLabels(
  trx: DatabaseTransaction,
  addressIds: readonly string[],
): Promise<void> {
  if (addressIds.length === 0) return
  await trx
    .updateTable('invites')
    .set({ label: '' })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('mail_addresses')
        .select(sql<string>`invite_id`.as('invite'))
        .where('id', 'in', [...addressIds])
        .where('invite_id', 'is not', null),
    )
    .execute()
}

/** Invitations of an account's name, as far as their redemptions or accounts are still there. */
export async function invitesOfName(db: Database, localpart: string): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts')
    .select('invite_id')
    .where('localpart', '=', localpart)
    .execute()
  return rows.map((row) => row.invite_id)
}

/** Erases what servers said before `until`. */
export async function eraseSaid(db: Database, until: number): Promise<void> {
  await db
    .updateTable('mail_deliveries')
    .set({ said: null })
    .where('reason', 'is not', null)
    .where('said', 'is not', null)
    .where('tried_at', '<', until)
    .execute()
}

/**
 * Addresses of personal invitations that ended before `until` and that nobody used, and of accounts that were
 * deleted from here by the retention; a batch.
 */
export async function uselessAddresses(db: Database, until: number): Promise<string[]> {
  const rows = await db
    .selectFrom('mail_addresses')
    .select('mail_addresses.id')
    // Not a join, for which SQLite scans all invitations.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('invites')
          .select('invites.id')
          .whereRef('invites.id', '=', 'mail_addresses.invite_id')
          .where('held', '=', 0)
          .where((it) =>
            it.or([
              it('revoked_at', '<', until),
              it('deleted_at', '<', until),
              it('expires_at', '<', until),
              it('last_used_at', '<', until),
            ]),
          ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('accounts')
            .select('redemption_id')
            .whereRef('accounts.invite_id', '=', 'mail_addresses.invite_id'),
        ),
      ),
    )
    .orderBy('mail_addresses.id')
    .limit(purgeBatch)
    .execute()
  return rows.map(({ id }) => id)
}
