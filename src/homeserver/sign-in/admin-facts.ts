import type { AccountFacts } from '../../ports/sign-in.ts'
import { bearer, type Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'

/**
 * What Synapse tells an administrator of a user (its docs/admin_api/user_admin_api.md). It doesn't tell
 * what power they have in a room.
 */
export async function factsByAdmin(
  client: Client,
  token: string,
  mxid: string,
): Promise<AccountFacts> {
  const answer = await client.call({
    name: 'user',
    method: 'GET',
    path: `/_synapse/admin/v2/users/${encodeURIComponent(mxid)}`,
    headers: bearer(token),
  })
  if (!isOk(answer)) return { standing: null, isAdmin: null, isModerator: null }
  const { admin, deactivated, locked, suspended } = answer.json
  const lost = is(deactivated)
    ? ('deactivated' as const)
    : is(locked)
      ? ('locked' as const)
      : is(suspended)
        ? ('suspended' as const)
        : null
  return { standing: lost ?? 'good', isAdmin: is(admin), isModerator: null }
}

/** Older versions have 0 and 1. */
const is = (flag: unknown) => flag === true || flag === 1
