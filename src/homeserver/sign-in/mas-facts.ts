import type { AccountFacts } from '../../ports/sign-in.ts'
import { bearer, type Client } from '../client/client.ts'
import { findRoom } from '../client/client-server.ts'
import { type MasAdmin, readResource } from '../mas/mas-admin.ts'
import { openPersonalSession, revokeSession } from '../mas/mas-users.ts'
import { hasPower } from './power.ts'

interface MasFactsParts {
  /** Of the homeserver. */
  client: Client
  admin: MasAdmin
  serverName: () => string
  moderatorsFrom: () => string | null
}

const untold: AccountFacts = { standing: null, isAdmin: null, isModerator: null }

/** What MAS tells of a user (its admin API, `users/by-username`). */
export async function factsByMas(parts: MasFactsParts, localpart: string): Promise<AccountFacts> {
  const path = `/users/by-username/${encodeURIComponent(localpart)}`
  const answer = await parts.admin.call({ name: 'mas user', method: 'GET', path })
  const user = readResource(answer)
  if (!user) return untold
  const { admin, locked_at: locked, deactivated_at: shut, created_at: made } = user.attributes
  const standing =
    typeof shut === 'string' ? 'deactivated' : typeof locked === 'string' ? 'locked' : 'good'
  return {
    standing,
    isAdmin: typeof admin === 'boolean' ? admin : null,
    isModerator: standing === 'good' ? await isModerator(parts, user.id, localpart) : null,
    joinedAt: Date.parse(String(made)) || null,
  }
}

/** The room is read as a member of it: with a personal session, revoked right after. */
async function isModerator(
  { client, admin, serverName, moderatorsFrom }: MasFactsParts,
  id: string,
  localpart: string,
): Promise<boolean | null> {
  const room = moderatorsFrom()
  if (room === null) return false
  const [roomId, session] = await Promise.all([
    findRoom(client, room),
    openPersonalSession(admin, id),
  ])
  if ('kind' in session) return null
  try {
    if (roomId === 'none' || roomId === 'unknown') return null
    const ask = (call: Parameters<Client['call']>[0]) =>
      client.call({ ...call, headers: bearer(session.token) })
    return await hasPower(ask, roomId, `@${localpart}:${serverName()}`)
  } finally {
    await revokeSession(admin, session.id)
  }
}
