import type { Client } from './client.ts'
import { answersVersions, isOk, join, setDisplayName } from './client-server.ts'
import { askSite, masRefusal, type MasAdmin, readResource } from './mas-admin.ts'
import type { Done, Fate, Newcomer, Refused, Standing } from './homeserver.ts'

/* What is done with the people of matrix-authentication-service. */

export interface MasUser {
  id: string
  /** Milliseconds since 1970. */
  madeAt: number
}

/** Whether both answer: MAS, and the homeserver behind it. */
export async function bothAnswer(client: Client, admin: MasAdmin): Promise<boolean> {
  const [versions, site] = await Promise.all([answersVersions(client), askSite(admin)])
  return versions && isOk(site)
}

/** Sees only whom MAS knows: names of application services and of bots are refused at the end. */
export async function findUser(
  admin: MasAdmin,
  localpart: string,
): Promise<MasUser | 'absent' | Refused> {
  const path = `/users/by-username/${encodeURIComponent(localpart)}`
  const answer = await admin.call({ name: 'mas user', method: 'GET', path })
  const user = readResource(answer)
  if (user) return { id: user.id, madeAt: Date.parse(String(user.attributes['created_at'])) }
  const isJson = answer.kind === 'answered' && 'errors' in answer.json
  if (isJson && answer.status === 404) return 'absent'
  return masRefusal('the name', answer)
}

export async function standingOf(admin: MasAdmin, localpart: string): Promise<Standing> {
  const user = await findUser(admin, localpart)
  if (user === 'absent') return 'free'
  return 'id' in user ? 'taken' : 'unknown'
}

/** Shuts an account, in a way that an operator can undo. */
export async function shutUser(admin: MasAdmin, id: string): Promise<Fate> {
  const answer = await admin.call({
    name: 'mas deactivate',
    method: 'POST',
    path: `/users/${encodeURIComponent(id)}/deactivate`,
    body: { skip_erase: true },
  })
  return readResource(answer) ? 'absent' : 'undecided'
}

export async function addEmail(admin: MasAdmin, id: string, email: string): Promise<void> {
  const body = { user_id: id, email }
  await admin.call({ name: 'mas email', method: 'POST', path: '/user-emails', body })
}

interface Who {
  id: string
  userId: string
  /** Milliseconds since 1970. */
  clock: () => number
}

/** Acts for a newcomer through personal sessions: short, opened when needed, revoked at the end. */
export function newcomerOf(client: Client, admin: MasAdmin, { id, userId, clock }: Who): Newcomer {
  const opened: Promise<PersonalSession | undefined>[] = []
  let renewAt = 0
  const current = () => {
    const now = clock()
    if (now >= renewAt) {
      renewAt = now + sessionSeconds * 750
      opened.push(openSession(admin, id))
    }
    return opened.at(-1)
  }
  const act = async (work: (token: string) => Promise<Done>): Promise<Done> => {
    const session = await current()
    return session !== undefined && work(session.token)
  }
  return {
    setDisplayName: (name) => act((token) => setDisplayName(client, userId, name, token)),
    join: (room) => act((token) => join(client, room, token)),
    leave: async () => {
      const sessions = await Promise.all(opened)
      await Promise.all(sessions.map(async (one) => one && revokeSession(admin, one.id)))
    },
  }
}

interface PersonalSession {
  id: string
  token: string
}

const sessionSeconds = 60

/** Synapse goes on believing a revoked token for two minutes, so it is made to end by itself, too. */
async function openSession(admin: MasAdmin, user: string): Promise<PersonalSession | undefined> {
  const answer = await admin.call({
    name: 'mas session',
    method: 'POST',
    path: '/personal-sessions',
    body: {
      actor_user_id: user,
      human_name: 'Latchkey',
      scope: 'urn:matrix:client:api:*',
      expires_in: sessionSeconds,
    },
  })
  const session = readResource(answer)
  const token = session?.attributes['access_token']
  return session && typeof token === 'string' ? { id: session.id, token } : undefined
}

async function revokeSession(admin: MasAdmin, id: string): Promise<void> {
  const path = `/personal-sessions/${encodeURIComponent(id)}/revoke`
  await admin.call({ name: 'mas session end', method: 'POST', path, body: {} })
}
