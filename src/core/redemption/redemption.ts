import type { HandOver } from '../../ports/account-creation.ts'
import type { Redemption } from '../../store/redemptions.ts'
import { conclude } from './conclude.ts'
import { introductionSteps, nameAsTyped, nameToSet } from './introduction.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import type { Grant } from '../invites/grant.ts'
import { refuseClosed } from '../invites/invite.ts'
import { askInLine } from './ask-in-line.ts'
import { refuseWithoutSlot } from './half-made.ts'
import type { Seat } from '../line/line.ts'
import { readPassword } from './password-rules.ts'
import { awaitPlace, hold, type MayWait } from './place.ts'
import { recogniseAttempt, type Recognised } from './recognition.ts'
import { readName } from './name-rules.ts'
import { accountProblems } from './rules.ts'
import { hasBegun, withdrawOthers } from './settle.ts'

/*
 * One person turns an invitation into one account: exactly once, whatever fails in between.
 *
 *   hold     One statement takes a place if there is one, together with a row that names the
 *            invitation and the account. Every later step starts from that row.
 *   line     Waits for a slot, round robin by network, and while the homeserver answers 429.
 *   prepare  Asks the homeserver whether the name is free, and for a nonce. Creates nothing.
 *   mark     Writes "asked at" into the row before the request is sent. If the hold was given back
 *            meanwhile (settle.ts), the mark fails and no request is sent.
 *   create   created | refused | unknown. Unknown: sent, and no answer that proves the outcome.
 *   commit   The held place becomes a use, or is released, or (unknown) stays held.
 *
 * Some homeservers need two steps for an account (ports/homeserver.ts, `secondStep`). The result of
 * step one is stored in the row, which stays open until the same person takes step two or settle.ts
 * undoes step one.
 *
 * Whatever a crash or an unknown outcome leaves open is decided by settle.ts once a late creation is no
 * longer possible, or by the returning person (recognition.ts). Invariant: used + held covers all
 * accounts that exist or can still come to exist, and a hold never makes used + held exceed the uses.
 * So no invitation ever creates an account too many.
 */

export interface RedeemInput {
  grant: Grant
  name: string
  password: string
  confirm?: string | undefined
  /** Set if the homeserver asks for one (`requires`); '' means none. */
  email?: string | undefined
  /** The homeserver's terms that the form showed. */
  terms?: readonly string[]
  /** The attempt key in this browser's cookie: identifies retries of the same person. */
  attemptKey: string | null
  /** The visitor's IP address, for the homeserver's rate limits. */
  visitor: string | null
  /** The visitor's network: the unit of rate limits and of round robin. */
  network: string
  /** Maximum wait in the queue for the homeserver. */
  maxWaitMs: number
  /** Called before an account is requested; throws if this visitor requests too often. */
  admit?: (() => Promise<void>) | undefined
  /** Called once before waiting for a held place; without it everybody may wait. */
  mayWait?: MayWait | undefined
}

export interface Redeemed {
  /** The id of the account, or of the redemption that may still become one. */
  account: string
  /** The name of the account, or the wished one before there is one; '' if it is not known. */
  localpart: string
  inviteId: string
  /** The same person created the account earlier. */
  again: boolean
  /** The person continues on the homeserver's own pages. */
  handOver: HandOver | null
  /** An administrator of the homeserver has to approve the account. */
  awaitsApproval: boolean
}

/** Throws a Problem for every outcome but an account. A Problem uses up no place,
 * except `outcome_unknown`, which is decided later. */
export async function redeem(app: Context, input: RedeemInput): Promise<Redeemed> {
  using seat = app.line.enter(input.network, input.maxWaitMs)
  const { password, confirm } = input
  const read = { password: readPassword(password), confirm: confirm && readPassword(confirm) }
  return await redeemSeated(app, { ...input, ...read }, seat)
}

async function redeemSeated(app: Context, input: RedeemInput, seat: Seat): Promise<Redeemed> {
  const { invite } = input.grant
  const localpart = readName(input.name, app.serverName())
  refuseOtherName(invite, localpart)
  const redeemed = { localpart, inviteId: invite.id, handOver: null, awaitsApproval: false }
  const introduced = introducedAs(app, input, localpart)
  const person = { ...input, ...introduced, invite, localpart }
  const attempt = await recogniseAttempt(app, person)
  if (attempt.earlier) return { ...redeemed, ...attempt.earlier, again: true }
  refuseClosed(invite, app.clock())
  try {
    const redemption = await beginOrGoOn(app, person, { localpart, attempt })
    const outcome = await askInLine(app, seat, redemption, person)
    const concluded = await conclude(app, redemption, outcome)
    const waits = outcome.kind === 'created' && outcome.awaitsApproval === true
    const account = redemption.id
    return { ...redeemed, ...concluded, account, again: false, awaitsApproval: waits }
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'outcome_unknown') throw error
    // The name or the last place may have gone to a concurrent request of the same person.
    const now = await recogniseAttempt(app, person)
    if (!now.earlier) throw error
    return { ...redeemed, ...now.earlier, again: true }
  }
}

/** Problem: `form_invalid` if the invitation is for another name. */
function refuseOtherName({ for_name: name }: Grant['invite'], localpart: string): void {
  if (name === null || name === localpart) return
  throw new Problem('form_invalid', { fields: [{ field: 'name', code: 'name_fixed', part: name }] })
}

interface Introduced {
  withoutSession: boolean
  displayName: string | undefined
}

/** What the request for the account says for the introduction. */
function introducedAs(
  { homeserver }: Context,
  { grant: { profile, invitedBy: inviter }, name: typed }: RedeemInput,
  localpart: string,
): Introduced {
  const name = nameToSet(homeserver, typed, localpart)
  const steps = introductionSteps(homeserver, { name, profile, inviter })
  const shown = nameAsTyped(typed, localpart)
  return {
    withoutSession: steps.length === 0,
    displayName: shown === localpart ? undefined : shown,
  }
}

/** With two steps, a concurrent request of the same person may have begun: then both continue it. */
async function beginOrGoOn(
  app: Context,
  input: RedeemInput & Introduced,
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
 * Continues this person's redemption, or holds a place. Waits for a place before validating the form, so
 * that requests for a full invitation cost only a few reads.
 */
async function begin(
  app: Context,
  input: RedeemInput,
  { localpart, attempt }: { localpart: string; attempt: Recognised },
): Promise<Redemption> {
  const { begun, key } = attempt
  const { invite: offered } = input.grant
  const displayName = nameToSet(app.homeserver, input.name, localpart)
  const wanted = { invite: offered, localpart, displayName, attempt: key, mayWait: input.mayWait }
  const mine = { inviteId: offered.id, attempt: key, localpart }
  const invite = begun ? offered : await awaitPlace(app, wanted, () => hasBegun(app, mine))
  const fields = await accountProblems(app, { ...input, localpart })
  if (fields.length > 0) throw new Problem('form_invalid', { fields })
  await input.admit?.()
  if (begun) return begun
  await refuseWithoutSlot(app, { network: input.network, browser: key })
  // First withdraws what this person began under another name: it may hold the last place.
  if (key !== null && app.homeserver.secondStep) {
    await withdrawOthers(app, { ...mine, attempt: key })
  }
  return hold(app, { ...wanted, invite })
}
