import { randomBytes } from 'node:crypto'
import { type CompiledQuery, CompiledQuery as Query, sql } from 'kysely'
import { newId } from '../../src/core/code.ts'
import { openDatabase } from '../../src/store/database.ts'
import { listInvites } from '../../src/store/invites.ts'
import {
  commitRedemption,
  holdPlace,
  insertHeld,
  markAsked,
  releaseRedemption,
} from '../../src/store/redemptions.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import { makeRow, median, type Row } from '../kit/row.ts'
import { type Amounts, seed, seededCode } from '../kit/seed.ts'

/** What was measured at one size; times in ms. */
export interface Size {
  invitations: number
  lookup: number[]
  redemption: number[]
  list: number[]
  /** Ending an open redemption, as settling does: for so long others wait for the lock. */
  settle: number[]
  plans: string[]
}

const BLOCKS = 9

/** Fills a database and measures it. */
export async function measureSize(url: string, amounts: Amounts): Promise<Size> {
  await seed(url, amounts)
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    const any = () => 1 + Math.floor(Math.random() * amounts.invitations)
    return {
      invitations: amounts.invitations,
      lookup: await time(200, () => db.findByCode(seededCode(any()))),
      redemption: await time(20, () => redeemOne(db, any())),
      list: await time(20, () => listInvites(db, { limit: 100 }, Date.now())),
      settle: await time(20, await settler(db, amounts.invitations)),
      plans: await plansOf(db, url),
    }
  } finally {
    await db.destroy()
  }
}

/** Milliseconds for one call, a median for each of some blocks; the first block warms up. */
async function time(calls: number, work: () => Promise<unknown>): Promise<number[]> {
  const blocks: number[] = []
  for (let block = 0; block <= BLOCKS; block++) {
    const times: number[] = []
    for (let call = 0; call < calls; call++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    if (block > 0) blocks.push(median(times))
  }
  return blocks
}

const idOf = (i: number) => String(1_000_000_000_000_000 + i)

/** A place held for somebody, who isn't asked for yet. */
async function hold(db: OpenDatabase, i: number): Promise<string> {
  const now = Date.now()
  const id = newId(now, randomBytes)
  const redemption = {
    id,
    invite_id: idOf(i),
    localpart: id,
    attempt: null,
    held_at: now,
    asked_at: null,
    known_free: null,
    asked_of: null,
    account_ref: null,
    ended_at: null,
    outcome: null,
  }
  await db.transaction().execute(async (trx) => {
    await holdPlace(trx, redemption.invite_id, now)
    await insertHeld(trx, redemption)
  })
  return id
}

/** All that the database does for one account. The place is used, so that some get used up. */
async function redeemOne(db: OpenDatabase, i: number): Promise<void> {
  const id = await hold(db, i)
  await markAsked(db, id, { at: Date.now(), free: true, of: 'synapse' })
  await commitRedemption(db, id, Date.now())
}

async function settler(db: OpenDatabase, invitations: number): Promise<() => Promise<unknown>> {
  const ids: string[] = []
  for (let i = 0; i < 20 * (BLOCKS + 1); i++) ids.push(await hold(db, 1 + (i % invitations)))
  return () => releaseRedemption(db, ids.pop() ?? '', 'absent', { now: Date.now() })
}

/** How the database finds what pages and jobs ask for. */
async function plansOf(db: OpenDatabase, url: string): Promise<string[]> {
  const explain = url.startsWith('sqlite:') ? 'explain query plan ' : 'explain '
  const queries: [name: string, query: CompiledQuery][] = [
    ['lookup', sql`select * from invites where code = ${seededCode(1)}`.compile(db)],
    ['list', db.selectFrom('invites').selectAll().orderBy('id', 'desc').limit(100).compile()],
    ['open', db.selectFrom('redemptions').select('id').where('ended_at', 'is', null).compile()],
    ['audit', sql`select * from audit where invite_id = ${idOf(1)} order by id desc`.compile(db)],
  ]
  const plans: string[] = []
  for (const [name, { sql: text, parameters }] of queries) {
    const { rows } = await db.executeQuery(Query.raw(explain + text, [...parameters]))
    const steps = rows.map((row) => Object.values(row as object).at(-1))
    plans.push(`  ${name}: ${steps.join('; ')}`)
  }
  return plans
}

/** Each size against the smallest. */
export function growthRows(kind: string, sizes: readonly Size[]): Row[] {
  const [smallest, ...larger] = sizes
  if (!smallest) return []
  return larger.flatMap((size) =>
    (['lookup', 'redemption', 'list', 'settle'] as const).map((what) =>
      makeRow(
        {
          group: kind,
          name: `${what}, ${size.invitations.toLocaleString('en')} invitations`,
          against: smallest.invitations.toLocaleString('en'),
          unit: 'ms',
          target: { most: 1.3 },
        },
        size[what],
        smallest[what],
      ),
    ),
  )
}
