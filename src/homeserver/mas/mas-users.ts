import type { Client } from '../client/client.ts'
import { openDirectRoom } from '../client/direct-room.ts'
import { pingHomeserver, isOk, join, setFirstDisplayName } from '../client/client-server.ts'
import {
  fetchSiteConfig,
  masRefusal,
  type MasAdmin,
  type MasAnswer,
  readResource,
} from './mas-admin.ts'
import type { Resolution, Refused } from '../../ports/account-creation.ts'
import type { Tristate, StepResult, LaterNewcomer } from '../../ports/account-actions.ts'
import type { NameAvailability } from '../../ports/homeserver.ts'

/* Calls about users of matrix-authentication-service. */

export interface MasUser {
  kind: 'user'
  id: string
  /** Milliseconds since 1970, by the clock of MAS. */
  madeAt: number
  /** Locked or deactivated: nobody can sign in. */
  isDisabled: boolean
}

/** The name is free. `since`: when MAS said so, by its own clock, to the second; ms since 1970. */
export interface NoMasUser {
  kind: 'absent'
  since: number | null
}

/** Whether both MAS and the homeserver behind it answer. */
export async function pingBoth(client: Client, admin: MasAdmin): Promise<boolean> {
  const [versions, site] = await Promise.all([pingHomeserver(client), fetchSiteConfig(admin)])
  return versions && isOk(site)
}

/** Finds only users of MAS. Names of application services and bots are refused later, at creation. */
export async function findUser(
  admin: MasAdmin,
  localpart: string,
): Promise<MasUser | NoMasUser | Refused> {
  const path = `/users/by-username/${encodeURIComponent(localpart)}`
  const answer = await admin.call({ name: 'mas user', method: 'GET', path })
  const user = readResource(answer)
  if (user) {
    const { created_at: madeAt, locked_at: locked, deactivated_at: shut } = user.attributes
    const isDisabled = typeof locked === 'string' || typeof shut === 'string'
    return { kind: 'user', id: user.id, madeAt: Date.parse(String(madeAt)), isDisabled }
  }
  if (answer.kind === 'answered' && answer.status === 404 && 'errors' in answer.json) {
    const since = Date.parse(String(answer.headers['date']))
    return { kind: 'absent', since: Number.isNaN(since) ? null : since }
  }
  return masRefusal('the name', answer, [localpart])
}

export async function availabilityOf(
  admin: MasAdmin,
  localpart: string,
): Promise<NameAvailability> {
  const user = await findUser(admin, localpart)
  if (user.kind === 'absent') return 'free'
  return user.kind === 'user' ? 'taken' : 'unknown'
}

/** All kinds of sessions. A single one, even an ended one, shows that somebody signed in. */
const sessionKinds = ['compat-sessions', 'oauth2-sessions', 'user-sessions'] as const

/** Whether somebody has ever signed in to this account. */
export async function isInUse(admin: MasAdmin, id: string): Promise<Tristate> {
  return anyOf(await Promise.all(sessionKinds.map((kind) => hasAny(admin, kind, id))))
}

/**
 * Whether our own request, whose answer was lost, created this user: it was created after MAS reported
 * the name free, and has neither an e-mail address nor a session, which only an owner adds.
 */
export async function isOurs(
  admin: MasAdmin,
  { id, madeAt, isDisabled }: MasUser,
  since: number | null | undefined,
): Promise<Tristate> {
  if (isDisabled || typeof since !== 'number' || !(madeAt >= since)) return 'no'
  const email = await hasAny(admin, 'user-emails', id)
  const owned = anyOf([email, await isInUse(admin, id)])
  return owned === 'unknown' ? owned : owned === 'yes' ? 'no' : 'yes'
}

function anyOf(answers: Tristate[]): Tristate {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

async function hasAny(admin: MasAdmin, what: string, user: string): Promise<Tristate> {
  const path = `/${what}?filter[user]=${encodeURIComponent(user)}&page[first]=1`
  const answer = await admin.call({ name: `mas ${what}`, method: 'GET', path })
  const data = isOk(answer) && answer.json['data']
  if (!Array.isArray(data)) return 'unknown'
  return data.length > 0 ? 'yes' : 'no'
}

/** Deactivates an account; an operator can undo it. */
export async function deactivateUser(admin: MasAdmin, id: string): Promise<Resolution> {
  const answer = await admin.call({
    name: 'mas deactivate',
    method: 'POST',
    path: `/users/${encodeURIComponent(id)}/deactivate`,
    body: { skip_erase: true },
  })
  return readResource(answer) ? 'absent' : 'undecided'
}

export async function addEmail(admin: MasAdmin, id: string, email: string): Promise<MasAnswer> {
  const body = { user_id: id, email }
  return admin.call({ name: 'mas email', method: 'POST', path: '/user-emails', body })
}

interface NewcomerOptions {
  id: string
  userId: string
  /** Milliseconds since 1970. */
  clock: () => number
}

/** Acts for a newcomer through personal sessions: short-lived, opened on demand, revoked at the end. */
export function newcomerOf(
  client: Client,
  admin: MasAdmin,
  { id, userId, clock }: NewcomerOptions,
): LaterNewcomer {
  const opened: Promise<PersonalSession | Refused>[] = []
  let renewAt = 0
  const current = () => {
    const now = clock()
    if (now >= renewAt) {
      renewAt = now + sessionSeconds * 750
      opened.push(openPersonalSession(admin, id))
    }
    return opened.at(-1)
  }
  const act = async (work: (token: string) => Promise<StepResult>): Promise<StepResult> => {
    const session = await current()
    if (session && 'token' in session) return work(session.token)
    return { failed: `MAS opened no personal session: ${session?.cause ?? 'it was not asked'}` }
  }
  return {
    setDisplayName: (name) => act((token) => setFirstDisplayName(client, userId, name, token)),
    join: (room) => act((token) => join(client, { room, userId, token })),
    openDirectRoom: (wanted) => act((token) => openDirectRoom({ client, userId, token }, wanted)),
    endSession: async () => {
      const sessions = await Promise.all(opened)
      await Promise.all(sessions.map(async (one) => 'token' in one && revokeSession(admin, one.id)))
    },
  }
}

interface PersonalSession {
  id: string
  token: string
}

const sessionSeconds = 60

/** Synapse accepts a revoked token for two more minutes, so the token also gets a short expiry. */
export async function openPersonalSession(
  admin: MasAdmin,
  user: string,
  { lastsSeconds = sessionSeconds, device = '' }: { lastsSeconds?: number; device?: string } = {},
): Promise<PersonalSession | Refused> {
  const onDevice = device === '' ? '' : ` urn:matrix:client:device:${device}`
  const answer = await admin.call({
    name: 'mas session',
    method: 'POST',
    path: '/personal-sessions',
    body: {
      actor_user_id: user,
      human_name: 'Latchkey',
      scope: `urn:matrix:client:api:*${onDevice}`,
      expires_in: lastsSeconds,
    },
  })
  const session = readResource(answer)
  const token = session?.attributes['access_token']
  return session && typeof token === 'string'
    ? { id: session.id, token }
    : masRefusal('the personal session', answer)
}

export async function revokeSession(admin: MasAdmin, id: string): Promise<void> {
  const path = `/personal-sessions/${encodeURIComponent(id)}/revoke`
  await admin.call({ name: 'mas session end', method: 'POST', path, body: {} })
}
