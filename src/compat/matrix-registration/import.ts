import { newId } from '../../shared/ids.ts'
import { boundHeap } from '../../serve/heap.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { systemActor } from '../../model/actor.ts'
import { recordEvents } from '../../core/events/record.ts'
import { noSubscribers } from '../../core/events/subscribers.ts'
import { insertInvites } from '../../store/invites.ts'
import { type Database, type DatabaseTransaction } from '../../store/schema.ts'
import { inviteDefaults } from '../../store/invite-row.ts'
import { addAddresses } from './addresses.ts'
import type { ConvertedToken } from './mend.ts'
import type { InviteContext } from './invites.ts'

/** The result of one row. */
type RowResult = 'imported' | 'already here' | 'deleted here' | 'left out'

export interface Imported {
  row: ConvertedToken
  fate: RowResult
}

/** The rows to import: their number, and batches of at most 1,000. */
export interface Source {
  count: number
  batches: () => AsyncIterable<ConvertedToken[]>
}

/** Number of rows per result, and of rows with problems. */
export type Tally = Record<RowResult, number> & { odd: number }

type Tools = Pick<InviteContext, 'clock' | 'random'>

/** Called after each batch with its results. */
export type OnBatch = (done: readonly Imported[], tally: Tally) => void

/**
 * Imports every row, one transaction per batch. Idempotent: it can be interrupted and repeated. An
 * existing code stays unchanged, except that its uses are raised to the old program's count; a deleted
 * one stays deleted.
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
  // Ids sort by time, so imported rows keep their order and precede all new ones.
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

/** Imports a batch and returns the results in order. */
export async function importBatch(
  trx: DatabaseTransaction,
  rows: readonly ConvertedToken[],
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
  // Thousands at once.
  await recordEvents(trx, events, { clock, random, config: noSubscribers })
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

/** Raises the uses of existing codes. Returns the deleted ones. */
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

/** Imported codes match exactly, as before, so `folded` is null. */
function inviteOf(
  row: ConvertedToken,
  code: string,
  { id, now }: { id: string; now: number },
): Invite {
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
