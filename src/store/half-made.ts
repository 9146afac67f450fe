import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

export interface HalfMade {
  network: string
  /** The attempt of the redemption; null where the browser isn't known. */
  browser: string | null
  redemptionId: string
}

/**
 * Takes one of the network's `most` slots for a redemption, or keeps the one that it has. False where
 * none is free, or the browser has one for another redemption. The table's keys decide, so that however
 * many ask at once, no slot is given twice.
 */
export async function takeSlot(db: Database, wanted: HalfMade, most: number): Promise<boolean> {
  await forgetEnded(db)
  for (let tries = 0; tries <= most; tries++) {
    const taken = await slotsOf(db, wanted)
    if (taken.some(({ redemption_id: id }) => id === wanted.redemptionId)) return true
    const isOtherBrowser = taken.every(
      ({ browser }) => browser === null || browser !== wanted.browser,
    )
    const used = new Set(
      taken.filter(({ network }) => network === wanted.network).map(({ slot }) => slot),
    )
    const slot = firstFree(used)
    if (!isOtherBrowser || slot > most) return false
    if (await insertSlot(db, wanted, slot)) return true
  }
  return false
}

/** The slots of this network, and that of this browser, whatever network it came from. */
function slotsOf(db: Database, { network, browser, redemptionId }: HalfMade) {
  return db
    .selectFrom('half_made')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('network', '=', network),
        eb('redemption_id', '=', redemptionId),
        ...(browser === null ? [] : [eb('browser', '=', browser)]),
      ]),
    )
    .execute()
}

function firstFree(used: ReadonlySet<number>): number {
  let slot = 1
  while (used.has(slot)) slot++
  return slot
}

async function insertSlot(
  db: Database,
  { network, browser, redemptionId }: HalfMade,
  slot: number,
): Promise<boolean> {
  const inserted = await db
    .insertInto('half_made')
    .values({ network, slot, browser, redemption_id: redemptionId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('slot')
    .executeTakeFirst()
  return inserted !== undefined
}

/** The account is whole, or there is none. */
export async function freeSlot(db: Database, redemptionId: string): Promise<void> {
  await db.deleteFrom('half_made').where('redemption_id', '=', redemptionId).execute()
}

/** Redemptions end in many ways: their slots go here, and with them the networks. */
export async function forgetEnded(db: Database): Promise<void> {
  await db
    .deleteFrom('half_made')
    .where('redemption_id', 'not in', (eb) =>
      eb.selectFrom('redemptions').select('id').where('ended_at', 'is', null),
    )
    .execute()
}

/** The open redemptions of a network's slots, and of the browser's. */
export async function listHalfMade(
  db: Database,
  { network, browser }: Pick<HalfMade, 'network' | 'browser'>,
): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('half_made')
        .select('redemption_id')
        .where((either) =>
          either.or([
            either('network', '=', network),
            ...(browser === null ? [] : [either('browser', '=', browser)]),
          ]),
        ),
    )
    .execute()
}
