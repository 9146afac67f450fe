import type { Database, LimitRow } from './schema.ts'

/**
 * One point of a limit is spent. The count and the write are one statement, so that portals which
 * share the database never forget each other's. `per`: how long a point counts, in ms. What would count
 * for longer was written before a clock was set back, and counts no more. Gives the points spent so far,
 * with this one.
 */
export async function spendPoint(db: Database, key: string, { now, per }: Span): Promise<number> {
  const { spent } = await db
    .insertInto('limits')
    .values({ key, spent: 1, ends_at: now + per })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => {
        const over = eb.not(eb.between('limits.ends_at', now + 1, now + per))
        return {
          spent: eb
            .case()
            .when(over)
            .then(1)
            .else(eb('limits.spent', '+', 1))
            .end(),
          ends_at: eb
            .case()
            .when(over)
            .then(eb.ref('excluded.ends_at'))
            .else(eb.ref('limits.ends_at'))
            .end(),
        }
      }),
    )
    .returning('spent')
    .executeTakeFirstOrThrow()
  return spent
}

/** What of a limit has been spent and still counts. */
export async function findSpent(
  db: Database,
  key: string,
  { now, per }: Span,
): Promise<LimitRow | undefined> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('key', '=', key)
    .where((eb) => eb.between('ends_at', now + 1, now + per))
    .executeTakeFirst()
}

interface Span {
  now: number
  per: number
}

/** Forgets what doesn't count any more, and with it the addresses. */
export async function forgetSpent(db: Database, now: number): Promise<void> {
  await db.deleteFrom('limits').where('ends_at', '<=', now).execute()
}
