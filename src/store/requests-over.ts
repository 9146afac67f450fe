import { deleteMailAddresses } from './mail-addresses.ts'
import { forgotten } from './people.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

// What becomes of requests that are over: first their content is erased, then the row is deleted.

/** Rows per statement. */
const batch = 100

const nothing = {
  mail_id: null,
  wished_name: '',
  words: '',
  answers: '[]',
  address: '',
  sentence: '',
  network: '',
}

/** Undecided requests made before `until`. */
export async function listUndecided(db: Database, until: number): Promise<string[]> {
  const rows = await db
    .selectFrom('requests')
    .select('id')
    .where('state', '=', 'open')
    .where('made_at', '<=', until)
    .orderBy('id')
    .limit(batch)
    .execute()
  return rows.map(({ id }) => id)
}

/** Erases what applicants wrote, what was said to them, and who vouched. The consent stays. */
export async function eraseRequests(
  trx: DatabaseTransaction,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return
  await deleteAddresses(trx, ids)
  await trx
    .updateTable('requests')
    .set({ ...nothing, erased_at: now })
    .where('id', 'in', ids)
    .execute()
  await trx.deleteFrom('request_vouches').where('request_id', 'in', ids).execute()
}

/**
 * Requests that were decided before `until` and are of no more use: of those that were approved, all but
 * the ones whose invitation somebody can still use or is using. `came`: somebody joined with it.
 */
export async function listOver(
  db: Database,
  { until, now }: { until: number; now: number },
): Promise<{ id: string; came: boolean }[]> {
  const rows = await db
    .selectFrom('requests')
    .leftJoin('invites', 'invites.request_id', 'requests.id')
    .select(['requests.id', 'requests.state', 'invites.used'])
    .where('requests.decided_at', '<=', until)
    .where((eb) =>
      eb.or([
        eb('requests.state', 'in', ['declined', 'ended']),
        eb.and([
          eb('requests.state', '=', 'approved'),
          eb('requests.erased_at', 'is', null),
          eb('invites.held', '=', 0),
          eb.or([
            eb('invites.used', '>', 0),
            eb('invites.revoked_at', 'is not', null),
            eb('invites.deleted_at', 'is not', null),
            eb('invites.expires_at', '<=', now),
          ]),
        ]),
      ]),
    )
    .orderBy('requests.id')
    .limit(batch)
    .execute()
  return rows.map(({ id, state, used }) => ({ id, came: state === 'approved' && (used ?? 0) > 0 }))
}

/** Deletes requests and who vouched for them. */
export async function deleteRequests(
  trx: DatabaseTransaction,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await deleteAddresses(trx, ids)
  await trx.deleteFrom('request_vouches').where('request_id', 'in', ids).execute()
  await trx.deleteFrom('request_pages').where('request_id', 'in', ids).execute()
  // Nobody can open their invitations any more.
  const invites = trx.updateTable('invites').set({ for_name: forgotten })
  await invites.where('request_id', 'in', ids).where('for_name', 'is not', null).execute()
  await trx.deleteFrom('requests').where('id', 'in', ids).execute()
}

/** The addresses that were given with requests, and what was sent to them. Members keep their room. */
async function deleteAddresses(trx: DatabaseTransaction, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('bot_people')
    .where('mxid', 'in', trx.selectFrom('requests').select('address').where('id', 'in', ids))
    .where('mxid', 'not in', trx.selectFrom('members').select('mxid'))
    .execute()
  const rows = await trx
    .selectFrom('requests')
    .select('mail_id')
    .where('id', 'in', ids)
    .where('mail_id', 'is not', null)
    .execute()
  await deleteMailAddresses(
    trx,
    rows.flatMap(({ mail_id: id }) => (id === null ? [] : [id])),
  )
}

/** Ids of the requests of a mail address. */
export async function listOfMail(db: Database, address: string): Promise<string[]> {
  const rows = await db
    .selectFrom('requests')
    .innerJoin('mail_addresses', 'mail_addresses.id', 'mail_id')
    .select('requests.id')
    .where((eb) =>
      eb(eb.fn<string>('lower', ['mail_addresses.address']), '=', address.toLowerCase()),
    )
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of the requests, of any state, that name somebody: by wished name, address or the account made. */
export async function listNaming(
  db: Database,
  { localpart, mxid }: { localpart: string | null; mxid: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('requests')
    .leftJoin('invites', 'invites.request_id', 'requests.id')
    .leftJoin('accounts', 'accounts.invite_id', 'invites.id')
    .select('requests.id')
    .where((eb) =>
      eb.or([
        eb('requests.address', '=', mxid),
        ...(localpart === null
          ? []
          : [eb('accounts.localpart', '=', localpart), eb('wished_name', '=', localpart)]),
      ]),
    )
    .execute()
  return [...new Set(rows.map(({ id }) => id))]
}

/** Deletes a batch of consents older than `until`, which were kept with an account; false if none. */
export async function purgeConsents(db: Database, until: number): Promise<boolean> {
  const old = db
    .selectFrom('requests')
    .select('id')
    .where('erased_at', 'is not', null)
    .where('made_at', '<', until)
    .where('state', '=', 'approved')
    .limit(batch)
  const gone = await db.deleteFrom('requests').where('id', 'in', old).executeTakeFirst()
  return gone.numDeletedRows > 0n
}
