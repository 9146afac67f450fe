import type { Actor } from '../../model/actor.ts'
import { deleteAllowance, findAllowance, writeAllowance } from '../../store/allowance.ts'
import { refuseUnknownProfile } from '../invites/check.ts'
import type { AllowanceRow } from '../../store/console-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { Problem } from '../../shared/errors.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { requirePermission } from '../permissions.ts'

/** What each member may invite by themselves. */
export interface Allowance {
  perMonth: number
  /** People per invitation. */
  uses: number
  /** How long an invitation is open, in ms. */
  lastsMs: number
  /** The name of the profile of those who join; null: none. */
  profile: string | null
  /** Days since joining, before which a member may invite nobody. */
  minDays: number
}

/** What is not given. */
export const allowanceDefaults = {
  uses: 1,
  lastsMs: 7 * 24 * 60 * 60_000,
  profile: null,
  minDays: 7,
} satisfies Partial<Allowance>

/** The largest values. */
export const mostAllowed = { perMonth: 1_000, uses: 1_000, days: 365 }

type Tools = Pick<Context, 'db'> & EventTools

/** Lets members invite. Problems: `input_invalid`, `profile_unknown`. */
export async function setAllowance(app: Tools, wanted: Allowance, actor: Actor): Promise<void> {
  requirePermission(actor, 'allowances:write')
  refuseImpossible(wanted)
  await app.db.transaction().execute(async (trx) => {
    const row = await rowOf(trx, wanted)
    await writeAllowance(trx, row)
    const { id: _, profile_id: profile, ...numbers } = row
    const data = { ...numbers, ...(profile !== null && { profile }) }
    const event = { at: app.clock(), actor, kind: 'allowance.set', subject: null, data } as const
    await recordEvent(trx, event, app)
  })
}

/** Members may invite nobody; their open invitations stay. */
export async function endAllowance(app: Tools, actor: Actor): Promise<void> {
  requirePermission(actor, 'allowances:write')
  await app.db.transaction().execute(async (trx) => {
    await deleteAllowance(trx)
    const event = { at: app.clock(), actor, kind: 'allowance.ended', subject: null } as const
    await recordEvent(trx, event, app)
  })
}

async function rowOf(trx: DatabaseTransaction, wanted: Allowance): Promise<AllowanceRow> {
  const { perMonth, uses, lastsMs, profile, minDays } = wanted
  await refuseUnknownProfile(trx, profile)
  return {
    id: 1,
    per_month: perMonth,
    uses,
    lasts_ms: lastsMs,
    profile_id: profile,
    min_days: minDays,
  }
}

function refuseImpossible({ perMonth, uses, lastsMs, minDays }: Allowance): void {
  const days = lastsMs / (24 * 60 * 60_000)
  const mistake =
    countError('Invitations a month are', perMonth, [1, mostAllowed.perMonth]) ??
    countError('Uses are', uses, [1, mostAllowed.uses]) ??
    countError('Days since joining are', minDays, [0, mostAllowed.days]) ??
    (days > 0 && days <= mostAllowed.days ? null : `An expiry is at most ${mostAllowed.days} days.`)
  if (mistake !== null) throw new Problem('input_invalid', { detail: mistake })
}

function countError(what: string, value: number, [least, most]: [number, number]): string | null {
  if (Number.isInteger(value) && value >= least && value <= most) return null
  return `${what} a whole number from ${least} to ${most}.`
}

/** The allowance with its profile's name; undefined: members may not invite. */
export async function readAllowance({ db }: Pick<Context, 'db'>): Promise<Allowance | undefined> {
  const row = await findAllowance(db)
  if (!row) return undefined
  const { per_month: perMonth, uses, lasts_ms: lastsMs, min_days: minDays } = row
  return { perMonth, uses, lastsMs, profile: row.profile_id, minDays }
}
