import type { Database, LimitRow } from './schema.ts'

export interface Window {
  /** Milliseconds since 1970. */
  now: number
  /** How long a point counts, in ms. */
  per: number
  /** How many points a network has in that time. */
  points: number
}

/**
 * Takes `cost` points if one is left, and gives how many are spent then; undefined where none is left.
 * Looking and taking are one statement on one row, so processes that share the database take turns
 * and never pass the limit together. Cost 0 takes its turn without spending: for a right guess.
 */
export async function takePoints(
  db: Database,
  key: string,
  { cost, now, per, points }: Window & { cost: 0 | 1 },
): Promise<number | undefined> {
  const taken = await db
    .insertInto('limits')
    // Where nothing is spent there is no window: the row is forgotten within a minute.
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
 * A window that ends later than this was begun before a clock was set back, and is over. The clocks of
 * processes that share it may differ by `per`: one that is behind must not begin it anew.
 */
function latestEnd({ now, per }: Pick<Window, 'now' | 'per'>): number {
  return now + 2 * per
}

/** What of a limit has been spent and still counts. */
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

/** Forgets what doesn't count any more, and with it the addresses. */
export async function forgetSpent(db: Database, now: number): Promise<void> {
  await db.deleteFrom('limits').where('ends_at', '<=', now).execute()
}
