import { findMadeAt } from '../../store/accounts.ts'
import { findAllowance, listSpent, lockMember, type Spent } from '../../store/allowance.ts'
import type { AllowanceRow, MemberRow } from '../../store/console-rows.ts'
import type { Database, DatabaseTransaction } from '../../store/schema.ts'
import { Problem } from '../../shared/errors.ts'
import type { Context } from '../context.ts'
import { readName } from '../redemption/name-rules.ts'

const DAY = 24 * 60 * 60_000

/** The period that an allowance is for, in ms. */
const windowMs = 30 * DAY

/**
 * How long after its end an unused invitation still counts, in ms: a place that was requested in time
 * may still be about to be held, and the clocks of portals differ.
 */
const graceMs = 60_000

type Tools = Pick<Context, 'clock' | 'serverName'>

interface Wish {
  /** A Matrix id. */
  member: string
  /** How many invitations are made or opened again. */
  count: number
  /** The one that is opened again: it may count already. */
  reopens?: string
}

/**
 * Checks, in the transaction that makes or reopens invitations of a member, that their allowance has
 * room for them, and returns it. Nothing is written: the invitations themselves are the record.
 * Problems: `allowance_off`, `allowance_spent`, `joined_too_recently`, `forbidden`.
 */
export async function takeAllowance(
  trx: DatabaseTransaction,
  { member, count, reopens }: Wish,
  tools: Tools,
): Promise<AllowanceRow> {
  const row = await lockMember(trx, member)
  const allowance = await findAllowance(trx)
  // Standing may have been lost since the actor was authenticated.
  if (row?.standing !== 'good') throw new Problem('forbidden')
  if (!allowance) throw new Problem('allowance_off')
  await refuseNew(trx, row, allowance, tools)
  const now = tools.clock()
  const spent = (await listCounted(trx, member, now)).filter(({ id }) => id !== reopens)
  if (spent.length + count > allowance.per_month) {
    throw new Problem('allowance_spent', { at: nextAt(spent, now), places: allowance.per_month })
  }
  return allowance
}

async function refuseNew(
  db: Database,
  member: MemberRow,
  { min_days: days }: AllowanceRow,
  tools: Tools,
): Promise<void> {
  const from = (await joinedAt(db, member, tools)) + days * DAY
  if (tools.clock() < from) throw new Problem('joined_too_recently', { at: from })
}

/** The account's row, else what the homeserver told, else when they first signed in here. */
async function joinedAt(
  db: Database,
  { mxid, joined_at: told, first_seen_at: seen }: MemberRow,
  { serverName }: Tools,
): Promise<number> {
  const name = readName(mxid, serverName())
  const made = name.includes(':') ? undefined : await findMadeAt(db, name)
  return made ?? told ?? seen
}

function listCounted(db: Database, member: string, now: number): Promise<Spent[]> {
  return listSpent(db, member, { since: now - windowMs, endedBefore: now - graceMs })
}

/** When the first of these no longer counts if nobody joins with it. Null: none is counted. */
function nextAt(spent: readonly Spent[], now: number): number | null {
  const ends = spent.map(({ created_at: made, expires_at: expires, used, held }) => {
    const end = expires === null || used + held > 0 ? Infinity : expires + graceMs
    return Math.min(made + windowMs, end)
  })
  return ends.length === 0 ? null : Math.max(now, Math.min(...ends))
}

export interface AllowanceLeft {
  allowance: AllowanceRow
  /** How many a member can still make now; 0 as well while they joined too recently. */
  left: number
  /** When they can make the next one, in ms; null: now. */
  nextAt: number | null
}

/** What is left of a member's allowance, to be shown; undefined: members may not invite. */
export async function allowanceLeft(
  { db, ...tools }: Tools & Pick<Context, 'db'>,
  member: MemberRow,
): Promise<AllowanceLeft | undefined> {
  const allowance = await findAllowance(db)
  if (!allowance) return undefined
  const now = tools.clock()
  const from = (await joinedAt(db, member, tools)) + allowance.min_days * DAY
  if (now < from) return { allowance, left: 0, nextAt: from }
  const spent = await listCounted(db, member.mxid, now)
  const left = Math.max(0, allowance.per_month - spent.length)
  return { allowance, left, nextAt: left > 0 ? null : nextAt(spent, now) }
}
