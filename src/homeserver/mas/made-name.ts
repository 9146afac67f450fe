import type { Begun } from '../../ports/account-creation.ts'
import { firstIdAt } from '../../shared/ids.ts'
import { type MasAdmin, type MasAnswer, readResource } from './mas-admin.ts'
import { findUser } from './mas-users.ts'

/** MAS makes the user and counts the use of the code in one request. */
const apartMs = 5_000

/**
 * The name of the account for which a code was used, as its owner may have chosen another one in the form of
 * MAS: the wished name if it exists now, else that of the only user made when the code was used.
 */
export async function findMadeName(
  admin: MasAdmin,
  { localpart }: Begun,
  fetchToken: () => Promise<MasAnswer>,
): Promise<{ name: string | null } | 'unanswered'> {
  const user = await findUser(admin, localpart)
  if (user.kind === 'user') return { name: localpart }
  const token = user.kind === 'absent' ? readResource(await fetchToken()) : undefined
  if (!token) return 'unanswered'
  const usedAt = Date.parse(String(token.attributes['last_used_at']))
  return Number.isNaN(usedAt) ? { name: null } : findOnlyOne(admin, usedAt)
}

/** Users of MAS in pages, by their ULIDs, which begin with the time. */
async function findOnlyOne(
  admin: MasAdmin,
  usedAt: number,
): Promise<{ name: string | null } | 'unanswered'> {
  const after = `${firstIdAt(usedAt - apartMs).toUpperCase()}${'0'.repeat(16)}`
  const path = `/users?page[after]=${after}&page[first]=100`
  const answer = await admin.call({ name: 'mas users', method: 'GET', path })
  const data = answer.kind === 'answered' && answer.status === 200 && answer.json['data']
  if (!Array.isArray(data)) return 'unanswered'
  const names = data.flatMap((one: unknown) => {
    const { username, created_at: madeAt } = Object(Object(one).attributes) as Record<
      string,
      unknown
    >
    const isNear = Math.abs(Date.parse(String(madeAt)) - usedAt) <= apartMs
    return isNear && typeof username === 'string' ? [username] : []
  })
  return { name: names.length === 1 ? (names[0] ?? null) : null }
}
