import type { Standing } from '../ports/sign-in.ts'
import type { MemberRow } from './console-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/**
 * Notes a sign-in, and returns the standing; the first one creates the row. The row stays locked until
 * the transaction ends: whoever takes the standing away waits, and then finds the new session.
 */
export async function noteSignIn(
  trx: DatabaseTransaction,
  mxid: string,
  now: number,
): Promise<Standing> {
  const { standing } = await trx
    .insertInto('members')
    .values({ mxid, standing: 'good', first_seen_at: now, signed_in_at: now })
    .onConflict((conflict) => conflict.column('mxid').doUpdateSet({ signed_in_at: now }))
    .returning('standing')
    .executeTakeFirstOrThrow()
  return standing
}

export async function findMember(db: Database, mxid: string): Promise<MemberRow | undefined> {
  return db.selectFrom('members').selectAll().where('mxid', '=', mxid).executeTakeFirst()
}

/** Creates the row of somebody who was never seen before. */
export async function insertMember(
  trx: DatabaseTransaction,
  mxid: string,
  now: number,
): Promise<void> {
  await trx
    .insertInto('members')
    .values({ mxid, standing: 'good', first_seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The language in which somebody uses the console. */
export async function noteLanguage(db: Database, mxid: string, language: string): Promise<void> {
  await db.updateTable('members').set({ language }).where('mxid', '=', mxid).execute()
}

/** What the homeserver told just now. */
export async function keepFacts(
  trx: DatabaseTransaction,
  mxid: string,
  facts: Pick<MemberRow, 'seen_role' | 'standing' | 'asked_at' | 'joined_at'>,
): Promise<void> {
  await trx.updateTable('members').set(facts).where('mxid', '=', mxid).execute()
}

/** Everybody who has signed in or got a role, by address. */
export async function listMembers(
  db: Database,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<MemberRow[]> {
  return db
    .selectFrom('members')
    .selectAll()
    .orderBy('mxid')
    .$if(after !== undefined, (query) => query.where('mxid', '>', String(after)))
    .limit(limit)
    .execute()
}

/** Null: no role of their own. */
export async function nameMember(
  trx: DatabaseTransaction,
  mxid: string,
  named_role: MemberRow['named_role'],
): Promise<void> {
  await trx.updateTable('members').set({ named_role }).where('mxid', '=', mxid).execute()
}

/** Members of whom the homeserver told nothing since `until`: Matrix ids after `after`, in order. */
export async function listMembersToAsk(
  db: Database,
  { after, until, limit }: { after: string; until: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('members')
    .select('mxid')
    .where('mxid', '>', after)
    .where((eb) => eb.or([eb('asked_at', 'is', null), eb('asked_at', '<=', until)]))
    .orderBy('mxid')
    .limit(limit)
    .execute()
  return rows.map(({ mxid }) => mxid)
}
