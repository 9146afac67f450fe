import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

export interface HalfMade {
  network: string
  /** The attempt of the redemption; null if the browser isn't known. */
  browser: string | null
  redemptionId: string
}

/**
 * Takes one of the network's `most` slots for a redemption, or keeps its slot. False if none is free, or
 * if the browser has a slot for another redemption. The table's unique keys decide, so that concurrent
 * requests never get the same slot.
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

/** The slots of this network, and this browser's slot in any network. */
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

/** Called when the account is complete, or was not created. */
export async function freeSlot(db: Database, redemptionId: string): Promise<void> {
  await db.deleteFrom('half_made').where('redemption_id', '=', redemptionId).execute()
}

/** Deletes the slots (and network addresses) of all ended redemptions, however they ended. */
export async function forgetEnded(db: Database): Promise<void> {
  await db
    .deleteFrom('half_made')
    .where('redemption_id', 'not in', (eb) =>
      eb.selectFrom('redemptions').select('id').where('ended_at', 'is', null),
    )
    .execute()
}

/** The open redemptions that have a slot of this network or browser. */
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
