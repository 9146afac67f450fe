import { writeAudit } from '../store/audit.ts'
import {
  commitRedemption,
  findRedemption,
  listOpen,
  type Redemption,
  releaseRedemption,
} from '../store/redemptions.ts'
import type { Context } from './context.ts'
import { Problem } from './errors.ts'
import type { Actor } from './events.ts'

export type Settled = 'created' | 'absent' | 'undecided'

/**
 * Decides what a crash or a lost answer left open, once a late creation is no longer possible.
 * Several processes may do it at once: each row ends once, by whoever comes first.
 */
export async function settle(app: Context): Promise<void> {
  const until = app.clock() - app.config.homeserver.settleAfter
  for (let after: string | undefined = ''; after !== undefined;) {
    const due: Redemption[] = await listOpen(app.db, { until, after })
    for (const redemption of due) await settleOne(app, redemption)
    after = due.at(-1)?.id
  }
}

/**
 * If the account is not there, the place comes back. If it is there, we made it, provided nobody had
 * the name when it was asked for. Otherwise it stays undecided and keeps its place.
 */
export async function settleOne(app: Context, redemption: Redemption): Promise<Settled> {
  const since = redemption.asked_at ?? redemption.held_at
  if (app.clock() - since < app.config.homeserver.settleAfter) return 'undecided'
  if (redemption.asked_at === null) return end(app, redemption, 'absent', 'system')
  switch (await app.homeserver.exists(redemption.localpart)) {
    case 'no':
      return end(app, redemption, 'absent', 'system')
    case 'yes':
      if (redemption.known_free === 1) return end(app, redemption, 'created', 'system')
      return 'undecided'
    case 'unknown':
      return 'undecided'
  }
}

/** An operator decides by hand what the homeserver can't tell. */
export async function resolveRedemption(
  app: Pick<Context, 'db' | 'clock' | 'random' | 'observe'>,
  id: string,
  outcome: 'created' | 'absent',
  actor: Actor,
): Promise<void> {
  const redemption = await findRedemption(app.db, id)
  if (!redemption) throw new Problem('redemption_unknown')
  if (redemption.ended_at !== null) throw new Problem('redemption_ended')
  if ((await end(app, redemption, outcome, actor)) === 'undecided') {
    throw new Problem('redemption_ended')
  }
}

async function end(
  app: Pick<Context, 'db' | 'clock' | 'random' | 'observe'>,
  { id, invite_id, asked_at }: Redemption,
  outcome: 'created' | 'absent',
  actor: Actor,
): Promise<Settled> {
  const now = app.clock()
  if (outcome === 'created') {
    // Another process, or the person, may have been quicker: it is told once.
    if (!(await commitRedemption(app.db, id, now))) return 'created'
  } else if (!(await releaseRedemption(app.db, id, outcome, { now, askedAt: asked_at }))) {
    return 'undecided'
  }
  const event = `settled: ${outcome}`
  await writeAudit(app.db, app.random, { at: now, actor, event, inviteId: invite_id, detail: id })
  app.observe({
    kind: 'redemption_settled',
    invite: invite_id,
    redemption: id,
    outcome,
    by: actor,
  })
  return outcome
}
