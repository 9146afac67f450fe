import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'

/** The name of an account that exists, in the database and on pages, if it can't be known. */
export const notKnown = ''

/** The name of a redemption's account: `notKnown`, or the one that was made. */
export function nameOf({ localpart, made_as: madeAs }: Pick<Redemption, 'localpart' | 'made_as'>) {
  return madeAs ?? localpart
}

/** What `made_as` becomes for an account that was created; `unanswered`: has to be asked again. */
export async function findMadeAs(
  { homeserver }: Pick<Context, 'homeserver'>,
  { localpart, account_ref: ref, asked_of: kind }: Redemption,
): Promise<{ madeAs: string | null } | 'unanswered'> {
  if (!homeserver.madeName || ref === null || kind !== homeserver.kind) return { madeAs: null }
  const made = await homeserver.madeName({ ref, localpart })
  if (made === 'unanswered') return made
  return { madeAs: made.name === localpart ? null : (made.name ?? notKnown) }
}
