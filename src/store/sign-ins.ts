import type { SignInRow } from './console-rows.ts'
import type { Database } from './schema.ts'

export async function insertSignIn(db: Database, attempt: SignInRow): Promise<void> {
  await db.insertInto('sign_ins').values(attempt).execute()
}

/** Uses an attempt up: only in the browser in which it began, and once. */
export async function takeSignIn(
  db: Database,
  { state_hash, browser_hash, way }: Pick<SignInRow, 'state_hash' | 'browser_hash' | 'way'>,
  now: number,
): Promise<Pick<SignInRow, 'verifier' | 'next_path'> | undefined> {
  return db
    .deleteFrom('sign_ins')
    .where('state_hash', '=', state_hash)
    .where('browser_hash', '=', browser_hash)
    .where('way', '=', way)
    .where('expires_at', '>', now)
    .returning(['verifier', 'next_path'])
    .executeTakeFirst()
}

export async function forgetSignIns(db: Database, now: number): Promise<void> {
  await db.deleteFrom('sign_ins').where('expires_at', '<=', now).execute()
}
