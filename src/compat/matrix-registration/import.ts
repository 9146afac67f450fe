import { newId } from '../../shared/ids.ts'
import { boundHeap } from '../../serve/heap.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { systemActor } from '../../model/actor.ts'
import { recordEvents } from '../../core/events/record.ts'
import { insertInvites } from '../../store/invites.ts'
import { type Database, type DatabaseTransaction } from '../../store/schema.ts'
import { inviteDefaults } from '../../store/invite-row.ts'
import { addAddresses } from './addresses.ts'
import type { Mended } from './mend.ts'
import type { Shelf } from './shelf.ts'

/** What becomes of one row. */
type TokenFate = 'imported' | 'already here' | 'deleted here' | 'left out'

export interface Imported {
  row: Mended
  fate: TokenFate
}

/** What is to be imported: how many rows, and the rows, a batch of at most 1,000 at a time. */
export interface Source {
  count: number
  batches: () => AsyncIterable<Mended[]>
}

/** How many rows met each fate, and in how many something made no sense. */
export type Tally = Record<TokenFate, number> & { odd: number }

type Tools = Pick<Shelf, 'clock' | 'random'>

/** Told after each batch what became of its rows. */
export type OnBatch = (done: readonly Imported[], tally: Tally) => void

/**
 * Puts every row among the invitations, a transaction a batch: it may end in the middle and be begun
 * again. A code that is there already stays as it is, except that its uses are never fewer than the
 * old program counted; one that was deleted here stays deleted.
 */
export async function importRows(
  db: Database,
  tools: Tools,
  source: Source,
  onBatch: OnBatch = () => {},
): Promise<Tally> {
  boundHeap()
  const tally = newTally()
  const now = tools.clock()
  // Ids sort by time: the old order stays, before everything that is made from now on.
  let at = now - source.count
  for await (const rows of source.batches()) {
    const first = at
    const done = await db
      .transaction()
      .execute((trx) => importBatch(trx, rows, { ...tools, first, now }))
    at += rows.length
    count(tally, done)
    onBatch(done, tally)
  }
  return tally
}

export function newTally(): Tally {
  return { imported: 0, 'already here': 0, 'deleted here': 0, 'left out': 0, odd: 0 }
}

export function count(tally: Tally, done: readonly Imported[]): void {
  for (const { row, fate } of done) {
    tally[fate]++
    if (row.notes.length > 0) tally.odd++
  }
}

interface Making extends Tools {
  /** The time in the first row's id. */
  first: number
  now: number
}

/** What becomes of a few rows, in their order. */
export async function importBatch(
  trx: DatabaseTransaction,
  rows: readonly Mended[],
  { clock, random, first, now }: Making,
): Promise<Imported[]> {
  const wanted = rows.map((row, at) => {
    return row.code === null
      ? null
      : inviteOf(row, row.code, { id: newId(first + at, random), now })
  })
  const made = await insertInvites(
    trx,
    wanted.filter((invite) => invite !== null),
  )
  const deleted = await keep(
    trx,
    wanted.filter((invite) => invite && !made.has(invite.id)),
  )
  const done = rows.map((row, at): Imported => {
    const { id = '', code = '' } = wanted[at] ?? {}
    if (row.code === null) return { row, fate: 'left out' }
    if (made.has(id)) return { row, fate: 'imported' }
    return { row, fate: deleted.has(code) ? 'deleted here' : 'already here' }
  })
  await addAddresses(
    trx,
    rows.flatMap(({ addresses }, at) => addressesOf(wanted[at], addresses, made)),
  )
  const events = [...made].map((subject) => {
    return { at: now, actor: systemActor, kind: 'invite.imported', subject } as const
  })
  await recordEvents(trx, events, { clock, random })
  return done
}

function addressesOf(
  invite: Invite | null | undefined,
  addresses: readonly string[],
  made: ReadonlySet<string>,
) {
  if (!invite || !made.has(invite.id)) return []
  return addresses.map((address) => ({ invite_id: invite.id, address }))
}

/** Raises the uses of codes that are there already. Gives those that were deleted. */
async function keep(
  trx: DatabaseTransaction,
  wanted: readonly (Invite | null)[],
): Promise<Set<string>> {
  const known = wanted.flatMap((invite) => invite ?? [])
  if (known.length === 0) return new Set()
  const codes = known.map(({ code }) => code)
  const there = await trx
    .selectFrom('invites')
    .select(['code', 'used', 'deleted_at'])
    .where('code', 'in', codes)
    .execute()
  const found = new Map(there.map((row) => [row.code, row]))
  for (const { code, used } of known) {
    const row = found.get(code)
    if (row && row.deleted_at === null && row.used < used) await raiseUses(trx, code, used)
  }
  return new Set(there.flatMap((row) => (row.deleted_at === null ? [] : row.code)))
}

async function raiseUses(trx: DatabaseTransaction, code: string, used: number): Promise<void> {
  await trx
    .updateTable('invites')
    .set({ used })
    .where('code', '=', code)
    .where('used', '<', used)
    .execute()
}

/** Found by exactly its code, as before: how it reads on paper is nobody's business. */
function inviteOf(row: Mended, code: string, { id, now }: { id: string; now: number }): Invite {
  return {
    ...inviteDefaults,
    id,
    code,
    max_uses: row.uses,
    used: row.used,
    expires_at: row.expiresAt,
    paused_at: row.paused ? now : null,
    created_at: now,
    created_by: 'system',
  }
}
