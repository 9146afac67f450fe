import { systemActor } from '../../model/actor.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import type { AccountEnds, StepResult } from '../../ports/account-actions.ts'
import {
  decideEnd,
  decideSuspension,
  findAccount,
  listDue,
  markRestored,
  markSuspended,
  moveEnd,
} from '../../store/guests.ts'
import { forgotten } from '../../store/people.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type AccountState, wantedState } from './state.ts'

/*
 * Accounts with an end. The row says what the account is to be: active, suspended or deactivated. One job
 * per account makes the homeserver agree. A decision is written before it is carried out, so a lost answer
 * or a kill leaves a row that asks for the rest, and an account that is extended meanwhile is restored.
 */

type Tools = Pick<Context, 'db' | 'homeserver'> & EventTools

/** How many accounts a run of the schedule takes. */
const batch = 200

/** Creates the jobs of accounts whose state has to change. */
export async function enqueueDue(app: Tools): Promise<void> {
  const ids = await listDue(app.db, app.clock(), batch)
  for (const id of ids) await app.db.transaction().execute((trx) => enqueueState(app, trx, id))
}

export async function enqueueState(
  app: Pick<Tools, 'config' | 'clock' | 'random'>,
  trx: DatabaseTransaction,
  id: string,
): Promise<void> {
  await enqueue(trx, { kind: 'account-state', key: `${id}:state`, payload: { account: id } }, app)
}

/** Makes the homeserver agree with the row. Somebody who was forgotten is left alone. */
export async function keepAccountState(app: Tools, { payload }: Job): Promise<JobOutcome> {
  const id = String(payload['account'])
  const { ends } = app.homeserver
  const row = await findAccount(app.db, id)
  if (!row || row.localpart === forgotten || isActive(row, app.clock())) return 'done'
  if (!ends) return { failed: 'the homeserver as it is configured now can’t suspend accounts' }
  const standing = await ends.standing(row.localpart)
  if (typeof standing === 'object') return outcomeOf(standing, 'standing')
  const isProtected = standing === 'administrator'
  if (isProtected) await promote(app, id)
  const decided = await decide(app, id)
  if (isProtected && decided !== 'active') return { failed: `${decided}: an administrator’s` }
  const result = await carryOut(ends, row.localpart, decided)
  if (result !== true) return outcomeOf(result, decided)
  // The end may have been moved meanwhile: the row says what was done, and whether more is to be done.
  if (decided === 'suspended') await markSuspended(app.db, id, app.clock())
  if (decided === 'active') await markRestored(app.db, id, app.clock())
  return 'done'
}

function isActive(row: AccountRow, now: number): boolean {
  return wantedState(row, now) === 'active' && row.suspended_at === null
}

/** Writes down what is due now, with its event. */
async function decide({ db, ...tools }: Tools, id: string): Promise<AccountState> {
  const now = tools.clock()
  return db.transaction().execute(async (trx) => {
    const tell = (kind: 'account.suspended' | 'account.ended') =>
      recordEvent(trx, { at: now, actor: systemActor, kind, subject: id }, tools)
    if (await decideEnd(trx, id, now)) await tell('account.ended')
    else if (await decideSuspension(trx, id, now)) await tell('account.suspended')
    const row = await findAccount(trx, id)
    return row ? wantedState(row, now) : 'active'
  })
}

/** Whoever is an administrator now has no end any more. */
async function promote(app: Tools, id: string): Promise<void> {
  await app.db.transaction().execute(async (trx) => {
    if (!(await moveEnd(trx, id, { endsAt: null }))) return
    const kind = 'account.promoted'
    await recordEvent(trx, { at: app.clock(), actor: systemActor, kind, subject: id }, app)
  })
}

function carryOut(ends: AccountEnds, localpart: string, state: AccountState): Promise<StepResult> {
  if (state === 'deactivated') return ends.deactivate(localpart)
  return ends.suspend(localpart, state === 'suspended')
}

function outcomeOf(result: Exclude<StepResult, true>, what: string): JobOutcome {
  if ('failed' in result) return { failed: `${what}: ${result.failed}` }
  return { retryAfterMs: Math.max(result.retryAfterMs ?? 5_000, 100) }
}
