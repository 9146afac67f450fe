import { findById } from '../store/invites.ts'
import { holdPlace, insertHeld, newlyHeld, type Redemption } from '../store/redemptions.ts'
import { leaveUnflushed } from '../store/unflushed.ts'
import { newId } from './id.ts'
import type { Context } from './context.ts'
import { fieldProblem, Problem } from './errors.ts'
import { placeFreeIn } from './free-in.ts'
import { hasPlace, type InviteTerms, refuseClosed } from './invite.ts'
import { waitFor } from './wait.ts'

/** Lets a wait for a place begin, and is told of its end; null where too many wait already. */
export type MayWait = () => Promise<(() => void) | null>

export interface Wanted {
  invite: InviteTerms
  localpart: string
  /** The attempt's key as the store knows it. */
  attempt: string | null
  mayWait?: MayWait | undefined
}

/**
 * Takes a place. An invitation is read before anything is written: while all its places are taken, a
 * press costs no transaction. Where some are only held, it waits a moment for one to come free.
 */
export async function hold(app: Context, wanted: Wanted): Promise<Redemption> {
  const held = (await tryHold(app, wanted, wanted.invite)) ?? (await waitAndHold(app, wanted))
  if (held) return held
  throw new Problem('places_held', { retryAfter: await placeFreeIn(app, wanted.invite.id) })
}

async function waitAndHold(app: Context, wanted: Wanted): Promise<Redemption | undefined> {
  const ended = wanted.mayWait ? await wanted.mayWait() : () => {}
  try {
    // Whoever may not wait gets what is free now.
    return await waitFor(ended === null ? 0 : app.config.redemptions.wait, async () => {
      const now = await findById(app.db, wanted.invite.id)
      if (!now) throw new Problem('invite_unknown')
      refuseClosed(now, app.clock())
      return tryHold(app, wanted, now)
    })
  } finally {
    ended?.()
  }
}

/** Not fsynced on its own. Losing it is harmless: `markAsked`, whose fsync covers it, comes first. */
async function tryHold(
  app: Pick<Context, 'db' | 'clock' | 'random'>,
  { localpart, attempt }: Wanted,
  invite: InviteTerms,
): Promise<Redemption | undefined> {
  if (!hasPlace(invite)) return undefined
  const now = app.clock()
  const id = newId(now, app.random)
  const row = newlyHeld({ id, invite_id: invite.id, localpart, attempt, held_at: now })
  return app.db.transaction().execute(async (trx) => {
    leaveUnflushed(trx)
    if (!(await holdPlace(trx, invite.id, now))) return undefined
    if (!(await insertHeld(trx, row))) throw fieldProblem('name', 'name_busy')
    return row
  })
}
