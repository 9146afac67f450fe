import type { HandOver } from '../../ports/homeserver.ts'
import type { Redemption } from '../../store/redemptions.ts'
import { conclude } from './conclude.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import type { Grant } from '../invites/grant.ts'
import { refuseClosed } from '../invites/invite.ts'
import { askInLine } from './ask-in-line.ts'
import { refuseWithoutSlot } from './half-made.ts'
import type { Seat } from '../line/line.ts'
import { awaitPlace, hold, type MayWait } from './place.ts'
import { recogniseAttempt, type Recognised } from './recognition.ts'
import { accountProblems, readName } from './rules.ts'
import { hasBegun, withdrawOthers } from './settle.ts'

/*
 * One person turns an invitation into one account: exactly once, whatever breaks in between.
 *
 *   hold     One statement takes a place if there is one, together with a row that names the
 *            invitation and the account. Every later step starts from that row.
 *   line     Nobody asks the homeserver before it is their turn, and while it answers 429 they wait.
 *   prepare  The homeserver is asked whether the name is free, and for a nonce. Nothing is made.
 *   mark     The row says "asked at" before the request goes out. Had the hold been given back in
 *            the meantime (settle.ts), the mark fails and the account is not asked for.
 *   create   created | refused | unknown. Unknown: sent, and no answer that can be believed.
 *   commit   A held place becomes a used one; or it is released; or, unknown, it stays held.
 *
 * Some homeservers take two steps to an account (homeserver.ts, `secondStep`). What the first one
 * gave is kept in the row, which stays open until the same person takes the second, or settle.ts
 * undoes the first.
 *
 * What is left open by a crash or an unknown outcome is decided by settle.ts when a late creation
 * is no longer possible, or by the person coming back (recognition.ts). At every instant used + held
 * covers the accounts that exist or may yet come to exist, and the hold never lets used + held
 * exceed the uses: so no invitation ever makes one account too many.
 */

export interface RedeemInput {
  grant: Grant
  name: string
  password: string
  confirm?: string | undefined
  /** Where the homeserver wants one (`requires`); empty is none. */
  email?: string | undefined
  /** The homeserver's terms that the form showed. */
  terms?: readonly string[]
  /** The key in this browser's cookie: a second try with it is known to be the same person's. */
  attemptKey: string | null
  /** The visitor's address, for the homeserver's own limits. */
  visitor: string | null
  /** Whom limits count as one: people are served in turn by network. */
  network: string
  /** How long to wait, at most, for the homeserver to take it. */
  maxWaitMs: number
  /** Called before the homeserver is asked for an account; throws where this visitor asks too often. */
  admit?: (() => Promise<void>) | undefined
  /** Asked once before a wait for a place that others hold; without it, everybody may wait. */
  mayWait?: MayWait | undefined
}

export interface Redeemed {
  localpart: string
  inviteId: string
  /** The account had been made before, by this same person. */
  again: boolean
  /** The rest is done at the homeserver's own pages. */
  handOver: HandOver | null
  /** An administrator of the homeserver has to let them in. */
  awaitsApproval: boolean
}

/** Throws a Problem for every outcome but an account. A Problem has cost the invitation nothing,
 * except `outcome_unknown`, which is decided later. */
export async function redeem(app: Context, input: RedeemInput): Promise<Redeemed> {
  using seat = app.line.enter(input.network, input.maxWaitMs)
  return await redeemSeated(app, input, seat)
}

async function redeemSeated(app: Context, input: RedeemInput, seat: Seat): Promise<Redeemed> {
  const { invite } = input.grant
  const localpart = readName(input.name, app.serverName())
  const redeemed = { localpart, inviteId: invite.id, handOver: null, awaitsApproval: false }
  const attempt = await recogniseAttempt(app, { ...input, invite, localpart })
  const { awaitsApproval = false } = attempt
  if (attempt.earlier) return { ...redeemed, awaitsApproval, again: true }
  refuseClosed(invite, app.clock())
  try {
    const redemption = await beginOrGoOn(app, input, { localpart, attempt })
    const outcome = await askInLine(app, seat, redemption, input)
    const handOver = await conclude(app, redemption, outcome, input.name)
    const waits = outcome.kind === 'created' && outcome.awaitsApproval === true
    return { ...redeemed, again: false, handOver, awaitsApproval: waits }
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'outcome_unknown') throw error
    // The name, or the last place, may have gone to the other press of the same button.
    const now = await recogniseAttempt(app, { ...input, invite, localpart })
    if (!now.earlier) throw error
    return { ...redeemed, again: true, awaitsApproval: now.awaitsApproval ?? false }
  }
}

/** Where accounts take two steps, the other press of the same button may have begun: both then go on. */
async function beginOrGoOn(
  app: Context,
  input: RedeemInput,
  person: { localpart: string; attempt: Recognised },
): Promise<Redemption> {
  try {
    return await begin(app, input, person)
  } catch (error) {
    if (!(error instanceof Problem) || !app.homeserver.secondStep) throw error
    const { invite } = input.grant
    const { localpart } = person
    const { begun } = await recogniseAttempt(app, { ...input, invite, localpart })
    if (!begun) throw error
    return begun
  }
}

/**
 * Goes on with what this person began, or holds a place. A place is waited for before anything about
 * the form is worked out: whoever presses on a full invitation costs a few reads.
 */
async function begin(
  app: Context,
  input: RedeemInput,
  { localpart, attempt }: { localpart: string; attempt: Recognised },
): Promise<Redemption> {
  const { begun, key } = attempt
  const { invite: offered } = input.grant
  const wanted = { invite: offered, localpart, attempt: key, mayWait: input.mayWait }
  const mine = { inviteId: offered.id, attempt: key, localpart }
  const invite = begun ? offered : await awaitPlace(app, wanted, () => hasBegun(app, mine))
  const fields = await accountProblems(app, { ...input, localpart })
  if (fields.length > 0) throw new Problem('form_invalid', { fields })
  await input.admit?.()
  if (begun) return begun
  await refuseWithoutSlot(app, { network: input.network, browser: key })
  // What the same person began under another name is given up first: it may hold the last place.
  if (key !== null && app.homeserver.secondStep) {
    await withdrawOthers(app, { ...mine, attempt: key })
  }
  return hold(app, { ...wanted, invite })
}
