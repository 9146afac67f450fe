import type { FieldProblem } from '../../shared/errors.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteTerms } from '../../core/invites/invite.ts'
import { grantOf } from '../../core/invites/grant.ts'
import { redeem, type Redeemed, type RedeemInput } from '../../core/redemption/redemption.ts'
import { invitationOf } from './invitation.ts'
import { offersFor } from './offers.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import type { LetIn } from './views/let-in.ts'

/** A submitted form and its invitation. */
export interface Posted {
  code: string
  name: string
  password: string
  confirm: string | undefined
  email?: string | undefined
  /** The terms that the form showed. */
  terms?: string[]
  /** The key of this attempt (attempt-key.ts); null where it can't be known again. */
  attemptKey: string | null
}

/** The result of a form: an account, or the form again with its errors. */
export type Accepted = { redeemed: Redeemed } | { form: Form }

export interface Form {
  invite: InviteTerms
  name: string
  problems: readonly FieldProblem[]
  suggestions: readonly string[]
  /** The key under which it was posted; none on a fresh form. */
  attemptKey?: string | null
  /** Somebody who asked to join was let in, perhaps with a sentence; the invitation ends then (ms). */
  letIn?: LetIn
}

/** Maximum waits for the homeserver, in ms. */
export const maxWaits = {
  /** With the waiting page, which reloads itself. */
  withTicket: 30 * 60_000,
  /** Within one response: proxies time out after a minute. */
  withoutTicket: 50_000,
}

/**
 * Validates a form and redeems the invitation. While that waits in the queue, only the needed values of
 * the request are kept: headers may be long, and a thousand requests may wait.
 */
export async function acceptPost(
  portal: Portal,
  exchange: Exchange,
  { code, ...account }: Posted,
  maxWaitMs: number,
): Promise<{ accepted: Promise<Accepted> }> {
  const visitor = portal.visitor(exchange)
  const invite = await invitationOf(portal, exchange, code)
  const { address, network } = visitor
  const input = {
    grant: await grantOf(portal.app, invite),
    ...account,
    visitor: address,
    network,
    maxWaitMs,
    admit: () => portal.admit(visitor),
    mayWait: portal.placeWaits(network),
  }
  return { accepted: carryOut(portal, input) }
}

async function carryOut(portal: Portal, input: RedeemInput): Promise<Accepted> {
  try {
    const redeemed = await redeem(portal.app, input)
    if (!redeemed.again && !redeemed.handOver) await portal.joined(redeemed, input.visitor)
    return { redeemed }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'form_invalid') throw error
    // Mistakes cost no points, so that people behind one address don't block each other. "Name taken"
    // reveals as much as a name check, so it costs the same.
    if (isTaken(error)) await portal.limits.nameChecks.spend(input.network)
    return { form: await mistakesOf(portal, input, error) }
  }
}

function isTaken({ details }: Problem): boolean {
  return details.fields?.some(({ code }) => code === 'name_taken') ?? false
}

async function mistakesOf(portal: Portal, input: RedeemInput, problem: Problem): Promise<Form> {
  const problems = problem.details.fields ?? []
  const offers = await offersFor(portal, { ...input, problems })
  const { grant, attemptKey } = input
  return { invite: grant.invite, problems, ...offers, attemptKey }
}
