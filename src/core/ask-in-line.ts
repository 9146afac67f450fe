import { findRedemption, type Redemption, renewHold } from '../store/redemptions.ts'
import type { Context } from './context.ts'
import { inSlot } from './half-made.ts'
import type { Seat } from './line.ts'
import { type Conclusion, makeAccount, type Person } from './make-account.ts'
import type { Attempted } from './rate-limit.ts'

/** Holds are renewed this often; the least is for tests, which settle early. */
const renewals = { ofSettleAfter: 1 / 4, leastMs: 1_000 }

/**
 * Asks for the account of a held place when it is its turn, and again after every 429. makeAccount
 * prepares and marks anew before the next request, and finds out what an earlier one made.
 */
export async function askInLine(
  app: Context,
  seat: Seat,
  redemption: Redemption,
  person: Person & { network: string },
): Promise<Conclusion> {
  using stack = new DisposableStack()
  stack.use(app.line.start(redemption.id))
  stack.use(keepRenewing(app, redemption))
  let current = redemption
  const outcome = await seat.ask(async () => {
    const attempted = asAttempted(
      await inSlot(app, current, person.network, () => makeAccount(app, current, person)),
    )
    if (attempted.limited) current = (await findRedemption(app.db, redemption.id)) ?? current
    return attempted
  })
  return outcome ?? neverAsked(app, redemption)
}

function asAttempted(result: Conclusion): Attempted<Conclusion> {
  if (result.kind === 'unknown' && result.limited) {
    return { limited: true, result, retryAfterMs: result.limited.retryAfterMs }
  }
  const isLimited =
    (result.kind === 'refused' || result.kind === 'unfinished') &&
    result.reason === 'homeserver_busy'
  return isLimited
    ? { limited: true, result, retryAfterMs: result.retryAfterMs }
    : { limited: false, result }
}

/** What was begun earlier stays begun. */
function neverAsked({ draining }: Context, { asked_at: askedAt }: Redemption): Conclusion {
  const kind = askedAt === null ? 'refused' : 'unfinished'
  return draining.aborted
    ? { kind, reason: 'portal_busy', retryAfterMs: 5_000 }
    : { kind, reason: 'homeserver_busy' }
}

function keepRenewing({ config, db, clock }: Context, { id }: Redemption): Disposable {
  const { settleAfter } = config.homeserver
  const everyMs = Math.max(settleAfter * renewals.ofSettleAfter, renewals.leastMs)
  const renew = () => {
    // A hold that isn't renewed may be given back: then the mark fails, and nothing is asked for.
    renewHold(db, id, clock()).catch(() => {})
  }
  const timer = setInterval(renew, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
