import { type Actor, systemActor } from '../../model/actor.ts'
import type { Resolution } from '../../ports/account-creation.ts'
import { findBegun } from '../../store/attempts.ts'
import { releaseRedemption } from '../../store/redemption-end.ts'
import { listOpen } from '../../store/redemption-list.ts'
import { findRedemption, markClosing, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import { recordEvent } from '../events/record.ts'
import { commit } from './commit.ts'
import { findMadeAs, notKnown } from './made-name.ts'
import { settleDelay } from './settle-delay.ts'

/**
 * Decides redemptions that a crash or a lost answer left open, once a late creation is no longer possible.
 * Safe in several processes at once: the first one ends a row. Every process watches all open rows, so
 * that it measures their age itself. `act` runs the look-ups, or skips them if another process makes
 * them (lease); it is called only if this process has due rows.
 */
export async function settle(
  app: Context,
  act: (work: () => Promise<void>) => Promise<void> = (work) => work(),
): Promise<void> {
  const open = new Set<string>()
  const due: Redemption[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const some: Redemption[] = await listOpen(app.db, { after })
    for (const { id } of some) open.add(id)
    due.push(...some.filter((redemption) => isDue(app, redemption)))
    after = some.at(-1)?.id
  }
  app.watch.keep(open)
  app.settlePace.keep(open)
  if (due.length > 0) await act(() => settleAll(app, due))
}

async function settleAll(app: Context, due: readonly Redemption[]): Promise<void> {
  for (const redemption of app.settlePace.choose(due)) await settleOne(app, redemption)
}

/** A half-made account is due when the time for step two is over: no request is on its way. */
function isDue(app: Context, redemption: Redemption): boolean {
  if (!mayComeLate(app, redemption)) return true
  const isHalf = redemption.account_ref !== null && redemption.asked_of === app.homeserver.kind
  return isHalf && isExpired(app, redemption)
}

/** Whether the last recorded request can still take effect. */
export function mayComeLate(app: Context, redemption: Redemption): boolean {
  return app.watch.age(redemption) < settleDelay(app.config, redemption)
}

/**
 * If the account doesn't exist, the place is released. If it exists and is ours, the place becomes a use.
 * If the homeserver can't tell, the redemption stays undecided and keeps its place.
 */
export async function settleOne(
  app: Context,
  redemption: Redemption,
  expired = isExpired(app, redemption),
): Promise<Resolution> {
  if (redemption.account_ref === null && mayComeLate(app, redemption)) return 'undecided'
  const resolution = await resolve(app, redemption, { expired })
  if (resolution === 'undecided') return resolution
  const made = resolution === 'created' ? await findMadeAs(app, redemption) : { madeAs: null }
  if (made === 'unanswered') return 'undecided'
  return end(app, redemption, { outcome: resolution, ...made }, systemActor)
}

/** `byHand`: an operator decided that the account is to be undone, even if it may be in use. */
async function resolve(
  app: Asking,
  redemption: Redemption,
  { expired, byHand = false }: { expired: boolean; byHand?: boolean },
): Promise<Resolution> {
  const { id, localpart, held_at: heldAt, asked_at: askedAt, account_ref: ref } = redemption
  if (askedAt === null) return 'absent'
  const sameDriver = redemption.asked_of === app.homeserver.kind
  const free = redemption.known_free === 1
  const passwordAsked = redemption.password_requests > 0 && !byHand
  const claim = () => markClosing(app.db, id, { at: app.clock(), askedAt, evenIfInUse: byHand })
  const account = { localpart, heldAt, askedAt, free, ref, sameDriver }
  return app.homeserver.resolveOutcome({ ...account, expired, passwordAsked, claim })
}

type Asking = Pick<Context, 'config' | 'db' | 'homeserver' | 'clock'>

/** Whether the time for step two is over, measured since the last request or renewal. */
function isExpired(app: Context, redemption: Redemption): boolean {
  return app.watch.age(redemption) >= (app.homeserver.secondStep?.ttlMs ?? 0)
}

/** Whether this person has another open redemption, which may hold the place that they want. */
export async function hasBegun(
  { db, homeserver }: Pick<Context, 'db' | 'homeserver'>,
  { attempt, ...wanted }: { inviteId: string; attempt: string | null; localpart: string },
): Promise<boolean> {
  if (attempt === null || !homeserver.secondStep) return false
  return (await findBegun(db, { ...wanted, attempt })).length > 0
}

/**
 * Withdraws a person's other open redemptions, because they now want another name. Problem
 * `outcome_unknown` if that isn't possible now: nobody may have two half-made accounts.
 */
export async function withdrawOthers(
  app: Context,
  wanted: { inviteId: string; attempt: string; localpart: string },
): Promise<void> {
  for (const redemption of await findBegun(app.db, wanted)) {
    if ((await settleOne(app, redemption, true)) === 'undecided') {
      throw new Problem('outcome_unknown', { retryAfter: 15 })
    }
  }
}

/**
 * An operator decides an undecided redemption. A half-made account is never only recorded as absent: the
 * homeserver deactivates it, or finds a complete account, which then counts. Problem
 * `homeserver_unavailable` if it can't be deactivated now.
 */
export async function resolveRedemption(
  app: Asking & Ending,
  id: string,
  outcome: 'created' | 'absent',
  actor: Actor,
): Promise<void> {
  const redemption = await findRedemption(app.db, id)
  if (!redemption) throw new Problem('redemption_unknown')
  if (redemption.ended_at !== null) throw new Problem('redemption_ended')
  const decided = outcome === 'absent' ? await undo(app, redemption) : outcome
  const made = decided === 'created' ? await findMadeAs(app, redemption) : { madeAs: null }
  const { madeAs } = made === 'unanswered' ? { madeAs: notKnown } : made
  if ((await end(app, redemption, { outcome: decided, madeAs }, actor)) === 'undecided') {
    throw new Problem('redemption_ended')
  }
}

async function undo(app: Asking, redemption: Redemption): Promise<'created' | 'absent'> {
  const { asked_of: kind, asked_at: askedAt, held_at: heldAt, account_ref: ref } = redemption
  if (!app.homeserver.secondStep || kind !== app.homeserver.kind) return 'absent'
  const isFresh = app.clock() - (askedAt ?? heldAt) < settleDelay(app.config, redemption)
  if (ref === null && isFresh) return 'absent'
  const resolution = await resolve(app, redemption, { expired: true, byHand: true })
  if (resolution !== 'undecided') return resolution
  if (ref === null) return 'absent'
  const detail = 'The account is half-made, and the homeserver can’t undo it now: try again later.'
  throw new Problem('homeserver_unavailable', { retryAfter: 60, detail })
}

type Ending = Pick<Context, 'config' | 'db' | 'homeserver' | 'clock' | 'random' | 'observe'>

interface Ended {
  outcome: 'created' | 'absent'
  madeAs: string | null
}

async function end(
  app: Ending,
  { id, invite_id, asked_at }: Redemption,
  { outcome, madeAs }: Ended,
  actor: Actor,
): Promise<Resolution> {
  const now = app.clock()
  const isDecided = await app.db.transaction().execute(async (trx) => {
    const isWritten =
      outcome === 'created'
        ? await commit(app, trx, id, { actor, madeAs, sessionLost: true })
        : await releaseRedemption(trx, id, outcome, { now, askedAt: asked_at })
    const data = { outcome, redemption: id }
    const event = { at: now, actor, kind: 'redemption.settled', subject: invite_id, data } as const
    if (isWritten) await recordEvent(trx, event, app)
    return isWritten
  })
  // Another process or the person may have been first: report it only once.
  if (!isDecided) return outcome === 'created' ? 'created' : 'undecided'
  app.observe({
    kind: 'redemption_settled',
    invite: invite_id,
    redemption: id,
    outcome,
    by: actor,
  })
  return outcome
}
