import type { Selectable } from 'kysely'
import type { Profile } from '../model/profile.ts'
import type { Database, DatabaseTransaction, ProfileRow } from './schema.ts'
import { isStorable } from './storable.ts'

/** All profiles, the default one first. */
export async function listProfiles(db: Database): Promise<Profile[]> {
  const rows = await db
    .selectFrom('profiles')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('is_default', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(profileOf)
}

/** Deleted ones, too: invitations may refer to them. */
export async function listAllProfiles(db: Database): Promise<Profile[]> {
  return (await db.selectFrom('profiles').selectAll().execute()).map(profileOf)
}

/** A profile that invitations can be given. */
export async function findProfile(db: Database, name: string): Promise<Profile | undefined> {
  if (!isStorable(name)) return undefined
  const row = await db
    .selectFrom('profiles')
    .selectAll()
    .where('id', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row && profileOf(row)
}

/** The profile of invitations without one. */
export async function findDefaultProfile(db: Database): Promise<Profile | undefined> {
  const row = await db
    .selectFrom('profiles')
    .selectAll()
    .where('is_default', '=', 1)
    .executeTakeFirst()
  return row && profileOf(row)
}

/** The profile of an account; undefined if it has none. */
export async function findProfileOfAccount(
  db: Database,
  redemptionId: string,
): Promise<Profile | undefined> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('profiles', 'profiles.id', 'accounts.profile_id')
    .selectAll('profiles')
    .where('redemption_id', '=', redemptionId)
    .executeTakeFirst()
  return row && profileOf(row)
}

/** Inserts a profile or replaces the one of this name. A new default replaces the old one. */
export async function saveProfile(trx: DatabaseTransaction, profile: Profile): Promise<void> {
  const row = rowOf(profile)
  if (profile.isDefault) {
    await trx.updateTable('profiles').set({ is_default: 0 }).where('is_default', '=', 1).execute()
  }
  await trx
    .insertInto('profiles')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** Soft delete: invitations and accounts keep what they have. False if there is none of this name. */
export async function deleteProfile(
  trx: DatabaseTransaction,
  name: string,
  now: number,
): Promise<boolean> {
  const done = await trx
    .updateTable('profiles')
    .set({ deleted_at: now, is_default: 0 })
    .where('id', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

const dayMs = 24 * 60 * 60_000

function profileOf(row: Selectable<ProfileRow>): Profile {
  const { name, is_default: isDefault, rooms, greeting, account_ms: lasts, grace_ms: grace } = row
  return {
    name,
    isDefault: isDefault === 1,
    rooms: JSON.parse(rooms) as string[],
    directMessage: row.direct_message === 1,
    account: lasts === null ? null : { days: lasts / dayMs, graceDays: (grace ?? 0) / dayMs },
    greeting: JSON.parse(greeting) as Record<string, string>,
    ...(row.pinned !== null && { pinned: row.pinned }),
    ...(row.only_operators === 1 && { onlyOperators: true }),
    ...(row.max_uses !== null && { uses: row.max_uses || null }),
    ...(row.lasts_ms !== null && { lastsMs: row.lasts_ms || null }),
  }
}

function rowOf({
  name,
  isDefault,
  rooms,
  directMessage,
  account,
  greeting,
  pinned,
  uses,
  lastsMs,
  onlyOperators = false,
}: Profile): Selectable<ProfileRow> {
  return {
    id: name,
    name,
    is_default: isDefault ? 1 : 0,
    rooms: JSON.stringify(rooms),
    direct_message: directMessage ? 1 : 0,
    account_ms: account && account.days * dayMs,
    grace_ms: account && account.graceDays * dayMs,
    greeting: JSON.stringify(greeting),
    max_uses: uses === undefined ? null : (uses ?? 0),
    lasts_ms: lastsMs === undefined ? null : (lastsMs ?? 0),
    pinned: pinned ?? null,
    only_operators: onlyOperators ? 1 : 0,
    deleted_at: null,
  }
}
