import { noSubscribers } from '../../src/core/events/subscribers.ts'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type CompiledQuery, CompiledQuery as Query, sql } from 'kysely'
import { commitAtPress } from '../../src/core/redemption/commit.ts'
import { newId } from '../../src/shared/ids.ts'
import { openDatabase } from '../../src/store/database.ts'
import { listEvents } from '../../src/store/events.ts'
import { listInvites } from '../../src/store/invites.ts'
import { releaseRedemption } from '../../src/store/redemption-end.ts'
import { holdPlace, insertHeld, markAsked, newlyHeld } from '../../src/store/redemptions.ts'
import { purgeEvents, purgeBatch } from '../../src/store/purge.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import { startPortal } from '../kit/portal.ts'
import { makeRow, median, type Row, type Target } from '../kit/row.ts'
import { type Amounts, seed, seededCode, seededId } from '../kit/seed.ts'
import type { Stage } from '../kit/stage.ts'
import { load, writeScript } from '../kit/wrk.ts'

/** Measurements at one size; times in ms. */
export interface Size {
  invitations: number
  auditRows: number
  /** The invitation page of a random invitation, served by the shipped portal; time per page. */
  visit: number[]
  redemption: number[]
  list: number[]
  /** A page from the middle of the list. */
  page: number[]
  /** The list of paused invitations, which is empty. */
  paused: number[]
  /** The list by a label that no invitation has: a full scan. */
  label: number[]
  /** The audit rows of one invitation. */
  audit: number[]
  /** Ending an open redemption, as settling does. Other writers wait that long for the lock. */
  settle: number[]
  /** The longest statement of each block that deletes old audit rows. */
  purge: number[]
  plans: string[]
}

const BLOCKS = 9

/** Fills a database and measures it. */
export async function measureSize(stage: Stage, url: string, amounts: Amounts): Promise<Size> {
  await seed(url, amounts)
  const visit = await visitors(stage, url, amounts.invitations)
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    const middle = Math.ceil(amounts.invitations / 2)
    const any = () => 1 + Math.floor(Math.random() * amounts.invitations)
    return {
      invitations: amounts.invitations,
      auditRows: amounts.audit ?? 0,
      visit,
      redemption: await time(20, () => redeemOne(db, any())),
      list: await time(20, () => listInvites(db, { limit: 100 }, Date.now())),
      page: await time(20, () =>
        listInvites(db, { limit: 20, before: seededId(middle) }, Date.now()),
      ),
      paused: await time(20, () => listInvites(db, { limit: 100, status: 'paused' }, Date.now())),
      label: await time(1, () => listInvites(db, { limit: 100, label: 'choir' }, Date.now())),
      audit: await time(20, () => listEvents(db, seededId(any()))),
      settle: await time(20, await settler(db, amounts.invitations)),
      purge: await time(20, () => purgeEvents(db, Date.now()), Math.max),
      plans: await plansOf(db, url),
    }
  } finally {
    await db.destroy()
  }
}

/** Milliseconds per page while 32 clients request any of 10,000 invitations. */
async function visitors(stage: Stage, database: string, invitations: number): Promise<number[]> {
  const folder = join(stage.folder, `visitors-${invitations}`)
  const portal = await startPortal({ folder, database })
  const step = Math.max(1, Math.floor(invitations / 10_000))
  const codes = Array.from({ length: 10_000 }, (_, i) => seededCode(1 + ((i * step) % invitations)))
  const paths = codes.map((code) => `/i/${code}`)
  const script = await writeScript(join(folder, 'visitors.lua'), paths)
  const times: number[] = []
  for (let block = 0; block <= BLOCKS; block++) {
    const { rate } = await load(portal.url, script, 2)
    if (block > 0) times.push(1000 / rate)
  }
  await portal.stop()
  return times
}

/** Milliseconds per call: `of` (a median by default) of each block. The first block is a warm-up. */
async function time(
  calls: number,
  work: () => Promise<unknown>,
  of: (...times: number[]) => number = (...times) => median(times),
): Promise<number[]> {
  const blocks: number[] = []
  for (let block = 0; block <= BLOCKS; block++) {
    const times: number[] = []
    for (let call = 0; call < calls; call++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    if (block > 0) blocks.push(of(...times))
  }
  return blocks
}

/** A held place whose account isn't requested yet. */
async function hold(db: OpenDatabase, i: number): Promise<string> {
  const now = Date.now()
  const id = newId(now, randomBytes)
  const facts = { id, invite_id: seededId(i), localpart: id, attempt: null, held_at: now }
  await db.transaction().execute(async (trx) => {
    await holdPlace(trx, facts.invite_id, now)
    await insertHeld(trx, newlyHeld(facts))
  })
  return id
}

/** All database work for one account. It uses the place, so some invitations get used up. */
async function redeemOne(db: OpenDatabase, i: number): Promise<void> {
  const id = await hold(db, i)
  await markAsked(db, id, {
    at: Date.now(),
    free: true,
    freeSince: null,
    lateMs: 60_000,
    of: 'synapse',
  })
  const secrets = { registrationSharedSecret: null, registrationToken: null }
  const config = {
    community: { rooms: [] },
    console: { operators: [] },
    ...noSubscribers,
    homeserver: secrets,
  }
  const alone = { config, homeserver: {} }
  await commitAtPress({ ...alone, db, clock: Date.now, random: randomBytes }, id, {})
}

async function settler(db: OpenDatabase, invitations: number): Promise<() => Promise<unknown>> {
  const ids: string[] = []
  for (let i = 0; i < 20 * (BLOCKS + 1); i++) ids.push(await hold(db, 1 + (i % invitations)))
  return () =>
    db
      .transaction()
      .execute((trx) => releaseRedemption(trx, ids.pop() ?? '', 'absent', { now: Date.now() }))
}

/** The database's query plans for pages and jobs. */
async function plansOf(db: OpenDatabase, url: string): Promise<string[]> {
  const explain = url.startsWith('sqlite:') ? 'explain query plan ' : 'explain '
  const queries: [name: string, query: CompiledQuery][] = [
    ['lookup', sql`select * from invites where code = ${seededCode(1)}`.compile(db)],
    ['list', db.selectFrom('invites').selectAll().orderBy('id', 'desc').limit(100).compile()],
    [
      'open',
      sql`select * from redemptions where ended_at is null and id > '' order by id limit 100`.compile(
        db,
      ),
    ],
    [
      'audit',
      sql`select * from events where subject = ${seededId(1)} order by id desc`.compile(db),
    ],
  ]
  const plans: string[] = []
  for (const [name, { sql: text, parameters }] of queries) {
    const { rows } = await db.executeQuery(Query.raw(explain + text, [...parameters]))
    const steps = rows.map((row) => Object.values(row as object).at(-1))
    plans.push(`  ${name}: ${steps.join('; ')}`)
  }
  return plans
}

const flat = ['visit', 'redemption', 'list', 'page'] as const
/** Occasional requests of an operator, and the work of a job. */
const beside = ['paused', 'audit', 'settle', 'label'] as const

/** The longest allowed lock, in ms (src/store/purge.ts). */
const LONGEST_LOCK = 20

/** Compares each size with the smallest. Full scans have no target. */
export function growthRows(kind: string, sizes: readonly Size[]): Row[] {
  const [smallest, ...larger] = sizes
  if (!smallest) return []
  return larger.flatMap((size) => {
    const at = `${size.invitations.toLocaleString('en')} invitations`
    const words = { group: kind, against: smallest.invitations.toLocaleString('en'), unit: 'ms' }
    const compare = (target: Target | null) => (what: (typeof flat | typeof beside)[number]) =>
      makeRow({ ...words, name: `${what}, ${at}`, target }, size[what], smallest[what])
    const compared = [...flat.map(compare({ most: 1.3 })), ...beside.map(compare(null))]
    return size.auditRows === 0 ? compared : [...compared, purgeRow(kind, size)]
  })
}

function purgeRow(kind: string, { purge, auditRows }: Size): Row {
  const name = `purge, ${purgeBatch} of ${auditRows.toLocaleString('en')} audit rows, the longest`
  const words = { group: kind, name, against: 'longest lock', unit: 'ms', target: { most: 1 } }
  return makeRow(
    words,
    purge,
    purge.map(() => LONGEST_LOCK),
  )
}
