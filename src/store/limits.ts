import type { Database, LimitRow } from './schema.ts'

export interface Window {
  /** Milliseconds since 1970. */
  now: number
  /** Length of the window, in ms. */
  per: number
  /** Points of a network per window. */
  points: number
}

/**
 * Spends `cost` points if at least one is left, and returns the points spent so far; undefined if none
 * is left. One statement on one row, so processes that share the database can't exceed the limit
 * together. Cost 0 checks without spending: for a correct guess.
 */
export async function takePoints(
  db: Database,
  key: string,
  { cost, now, per, points }: Window & { cost: 0 | 1 },
): Promise<number | undefined> {
  const taken = await db
    .insertInto('limits')
    // With cost 0 the window ends now, so the row is deleted within a minute.
    .values({ key, spent: cost, ends_at: now + cost * per })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => {
          const over = eb.not(eb.between('limits.ends_at', now + 1, latestEnd({ now, per })))
          const spent = eb('limits.spent', '+', cost)
          return {
            spent: eb.case().when(over).then(cost).else(spent).end(),
            ends_at: eb
              .case()
              .when(over)
              .then(eb.ref('excluded.ends_at'))
              .else(eb.ref('limits.ends_at'))
              .end(),
          }
        })
        .where((eb) =>
          eb.or([
            eb('limits.spent', '<', points),
            eb.not(eb.between('limits.ends_at', now + 1, latestEnd({ now, per }))),
          ]),
        ),
    )
    .returning('spent')
    .executeTakeFirst()
  return taken?.spent
}

/**
 * A window that ends later than this was written before a clock was set back, and counts as over. The
 * clocks of processes may differ by up to `per`, so that one that is behind doesn't restart the window.
 */
function latestEnd({ now, per }: Pick<Window, 'now' | 'per'>): number {
  return now + 2 * per
}

/** The points spent in the current window. */
export async function findSpent(
  db: Database,
  key: string,
  { now, per }: Pick<Window, 'now' | 'per'>,
): Promise<LimitRow | undefined> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('key', '=', key)
    .where((eb) => eb.between('ends_at', now + 1, latestEnd({ now, per })))
    .executeTakeFirst()
}

/** Gives back a point of the current window. */
export async function returnPoint(
  db: Database,
  key: string,
  { now, per }: Pick<Window, 'now' | 'per'>,
): Promise<void> {
  await db
    .updateTable('limits')
    .set((eb) => ({ spent: eb('spent', '-', 1) }))
    .where('key', '=', key)
    .where('spent', '>', 0)
    .where((eb) => eb.between('ends_at', now + 1, latestEnd({ now, per })))
    .execute()
}

/** Deletes windows that are over, and with them the addresses. */
export async function forgetSpent(db: Database, now: number): Promise<void> {
  await db.deleteFrom('limits').where('ends_at', '<=', now).execute()
}
