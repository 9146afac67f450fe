import type { Database } from './schema.ts'

/**
 * A secret that all replicas share and that survives restarts (the key of the signed cookies).
 * Stores `fresh` if none exists; the first writer wins. Returns the stored one.
 */
export async function sharedSecret(db: Database, name: string, fresh: string): Promise<string> {
  await db
    .insertInto('secrets')
    .values({ name, value: fresh })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await recall(db, name)) ?? fresh
}

/** A stored value. */
export async function recall(db: Database, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

/** Stores a value in place of an earlier one. */
export async function replaceValue(db: Database, name: string, value: string): Promise<void> {
  await db
    .insertInto('secrets')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
