import type { IntroductionSessionRow } from './introduction-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** False if there is one already; `replaces`: this one has replaced it at the homeserver, too. */
export async function insertIntroductionSession(
  trx: DatabaseTransaction,
  row: IntroductionSessionRow,
  replaces: boolean,
): Promise<boolean> {
  const { sealed, made_at } = row
  const made = await trx
    .insertInto('introduction_sessions')
    .values(row)
    .onConflict((conflict) =>
      replaces
        ? conflict.column('redemption_id').doUpdateSet({ sealed, made_at })
        : conflict.doNothing(),
    )
    .returning('redemption_id')
    .execute()
  return made.length === 1
}

export async function findIntroductionSession(
  db: Database,
  id: string,
): Promise<IntroductionSessionRow | undefined> {
  return db
    .selectFrom('introduction_sessions')
    .selectAll()
    .where('redemption_id', '=', id)
    .executeTakeFirst()
}

/** Only this very session: a later one may have replaced it. */
export async function deleteIntroductionSession(
  db: Database,
  { redemption_id: id, sealed }: IntroductionSessionRow,
): Promise<void> {
  await db
    .deleteFrom('introduction_sessions')
    .where('redemption_id', '=', id)
    .where('sealed', '=', sealed)
    .execute()
}

/** Deletes those of before `until`, in ms, whether they have ended or not. */
export async function forgetIntroductionSessions(db: Database, until: number): Promise<void> {
  await db.deleteFrom('introduction_sessions').where('made_at', '<', until).execute()
}
