import type { HandOver } from '../../ports/account-creation.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'

type Facts = Pick<Redemption, 'account_ref' | 'asked_of' | 'localpart' | 'ended_at'>

/** Whether the person continues on the homeserver's own pages. */
export function isHandedOver({ homeserver }: Pick<Context, 'homeserver'>, facts: Facts): boolean {
  const { account_ref: ref, asked_of: kind, ended_at: endedAt } = facts
  const { kind: own, secondStep } = homeserver
  return Boolean(secondStep?.findHandOver) && ref !== null && kind === own && endedAt === null
}

/** Where they continue; `unanswered` if the homeserver didn't say, null if nowhere. */
export async function handOverOf(
  app: Pick<Context, 'homeserver'>,
  redemption: Redemption,
): Promise<HandOver | 'unanswered' | null> {
  const { account_ref: ref, localpart } = redemption
  if (!isHandedOver(app, redemption) || ref === null) return null
  return (await app.homeserver.secondStep?.findHandOver?.({ ref, localpart })) ?? null
}
