import { findById } from '../../store/invites.ts'
import { holdPlace, insertHeld, newlyHeld, type Redemption } from '../../store/redemptions.ts'
import { withoutFsync } from '../../store/sqlite/without-fsync.ts'
import { newId } from '../../shared/ids.ts'
import type { Context } from '../context.ts'
import { fieldProblem, Problem } from '../../shared/errors.ts'
import { placeFreeIn } from './free-in.ts'
import { hasPlace, type InviteTerms, refuseClosed } from '../invites/invite.ts'
import { waitFor } from '../../shared/wait.ts'

/** Starts a wait for a place and returns the function that ends it; null if too many wait already. */
export type MayWait = () => Promise<(() => void) | null>

export interface Wanted {
  invite: InviteTerms
  localpart: string
  /** The display name, if a job has to set it. */
  displayName: string | null
  /** The digest of the attempt key. */
  attempt: string | null
  mayWait?: MayWait | undefined
}

/**
 * If every place is taken and some are only held, waits shortly for one to come free, and returns the
 * current invitation. Only reads. `mayBeTheirs`: whether a held place may be the person's own.
 */
export async function awaitPlace(
  app: Context,
  wanted: Wanted,
  mayBeTheirs: () => Promise<boolean>,
): Promise<InviteTerms> {
  if (hasPlace(wanted.invite) || (await mayBeTheirs())) return wanted.invite
  return whileWaiting(app, wanted, async (now) => (hasPlace(now) ? now : undefined))
}

/** Takes a place. If another person took the last one first, waits as above. */
export async function hold(app: Context, wanted: Wanted): Promise<Redemption> {
  const held = await tryHold(app, wanted, wanted.invite)
  return held ?? whileWaiting(app, wanted, (now) => tryHold(app, wanted, now))
}

/** Polls the invitation until `look` returns a value. Problem `places_held` on timeout. */
async function whileWaiting<T>(
  app: Context,
  { invite, mayWait }: Wanted,
  look: (now: InviteTerms) => Promise<T | undefined>,
): Promise<T> {
  const ended = mayWait ? await mayWait() : () => {}
  try {
    // Without permission to wait, check once.
    const found = await waitFor(ended === null ? 0 : app.config.redemptions.wait, async () => {
      const now = await findById(app.db, invite.id)
      if (!now) throw new Problem('invite_unknown')
      refuseClosed(now, app.clock())
      return look(now)
    })
    if (found !== undefined) return found
  } finally {
    ended?.()
  }
  throw new Problem('places_held', { retryAfter: await placeFreeIn(app, invite.id) })
}

/** Not fsynced on its own. Losing it is harmless: `markAsked`, whose fsync covers it, precedes any request. */
async function tryHold(
  app: Pick<Context, 'db' | 'clock' | 'random'>,
  { localpart, displayName, attempt }: Wanted,
  invite: InviteTerms,
): Promise<Redemption | undefined> {
  if (!hasPlace(invite)) return undefined
  const now = app.clock()
  const id = newId(now, app.random)
  const facts = { id, invite_id: invite.id, localpart, attempt, held_at: now }
  const row = { ...newlyHeld(facts), display_name: displayName }
  return app.db.transaction().execute(async (trx) => {
    withoutFsync(trx)
    if (!(await holdPlace(trx, invite.id, now))) return undefined
    if (!(await insertHeld(trx, row))) throw fieldProblem('name', 'name_busy')
    return row
  })
}
