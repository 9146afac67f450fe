import { type Redemption, renewHold } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { inSlot } from './half-made.ts'
import type { Seat } from '../line/line.ts'
import { type Conclusion, makeAccount, type Person } from './make-account.ts'
import type { Attempted } from '../line/rate-limit.ts'

/** Interval for renewing holds. The minimum is for tests, which settle early. */
const renewals = { ofSettleAfter: 1 / 4, leastMs: 1_000 }

/**
 * Requests the account of a held place when it is its turn, and retries after every 429. Each retry of
 * makeAccount prepares and marks again, and finds out whether an earlier request created the account.
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
  const outcome = await seat.ask(async (): Promise<Attempted<Conclusion>> => {
    const result = await inSlot(app, redemption, person.network, () =>
      makeAccount(app, redemption, person),
    )
    const limit = limitOf(result)
    if (limit === null) return { limited: false, result }
    return { limited: true, result, retryAfterMs: limit.retryAfterMs }
  })
  if (outcome === undefined) return gaveUp(app, redemption, {})
  const limit = limitOf(outcome)
  return limit === null ? outcome : gaveUp(app, redemption, limit)
}

interface Limit {
  retryAfterMs?: number
}

/** The rate limit of an attempt that was answered 429; null for any other. */
function limitOf(result: Conclusion): Limit | null {
  switch (result.kind) {
    case 'unknown':
      return result.limited ?? null
    case 'refused':
    case 'unfinished':
      return result.reason === 'homeserver_busy' ? result : null
    default:
      return null
  }
}

/** The wait has timed out. If a request may have been sent, the redemption stays open for settling. */
function gaveUp(
  { draining }: Context,
  { asked_at: askedAt }: Redemption,
  { retryAfterMs }: Limit,
): Conclusion {
  const kind = askedAt === null ? 'refused' : 'unfinished'
  if (draining.aborted) return { kind, reason: 'portal_busy', retryAfterMs: 5_000 }
  return { kind, reason: 'homeserver_busy', ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

function keepRenewing({ config, db, clock }: Context, { id }: Redemption): Disposable {
  const { settleAfter } = config.homeserver
  const everyMs = Math.max(settleAfter * renewals.ofSettleAfter, renewals.leastMs)
  const renew = () => {
    // If renewing fails, the hold may be given back. Then the mark fails and no request is sent.
    renewHold(db, id, clock()).catch(() => {})
  }
  const timer = setInterval(renew, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
