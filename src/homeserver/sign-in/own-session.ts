import type { AccountFacts, NotSignedIn, Proven, SignInOutcome } from '../../ports/sign-in.ts'
import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import { errcodeOf } from '../client/answers.ts'
import {
  bearer,
  type Answered,
  type Call,
  type Client,
  type Failed,
  forwardedFor,
} from '../client/client.ts'
import { findRoom, isOk } from '../client/client-server.ts'
import { logOut } from '../client/sessions.ts'
import { hasPower } from './power.ts'

/** What is asked with somebody's own session, which is ended right after. */
export interface SessionParts {
  client: Client
  kind: HomeserverKind
  /** '' while it is unknown. */
  serverName: () => string
  /** The room whose moderators are ours. */
  moderatorsFrom: () => string | null
}

export interface OwnSession {
  token: string
  /** IP address of the visitor. */
  visitor: string | null
  /** Default: logging out. */
  end?: () => Promise<unknown>
}

type Ask = (call: Call) => Promise<Answered | Failed>

/** Whose session this is, and what it shows of them. Ends the session. */
export async function proveBySession(
  parts: SessionParts,
  { token, visitor, end = () => logOut(parts.client, token) }: OwnSession,
): Promise<SignInOutcome> {
  const ask: Ask = (call) =>
    parts.client.call({
      ...call,
      headers: { ...call.headers, ...bearer(token), ...forwardedFor(visitor) },
    })
  try {
    const who = await ask({
      name: 'whoami',
      method: 'GET',
      path: '/_matrix/client/v3/account/whoami',
    })
    return await readWho(parts, ask, { who, visitor })
  } finally {
    await end()
  }
}

async function readWho(
  parts: SessionParts,
  ask: Ask,
  { who, visitor }: { who: Answered | Failed; visitor: string | null },
): Promise<SignInOutcome> {
  const mxid = isOk(who) && who.json['user_id']
  if (!isOk(who) || typeof mxid !== 'string') return unavailable('whoami', who)
  const name = parts.serverName()
  if (name !== '' && !mxid.endsWith(`:${name}`)) return { kind: 'failed', reason: 'foreign' }
  const device = who.json['device_id']
  const [facts, takesAddress] = await Promise.all([
    factsOf(parts, ask, mxid),
    takesAddressOf(ask, device, visitor),
  ])
  return { kind: 'proven', mxid, ...facts, takesAddress } satisfies Proven
}

async function factsOf(parts: SessionParts, ask: Ask, mxid: string): Promise<AccountFacts> {
  const [isAdmin, isSuspended, isModerator] = await Promise.all([
    isAdministrator(parts, ask, mxid),
    isSuspendedOf(parts, ask),
    isModeratorOf(parts, ask, mxid),
  ])
  const standing = isSuspended === null ? null : isSuspended ? 'suspended' : 'good'
  return { isAdmin, isModerator, standing }
}

/** Calls that only administrators may make, of each software. */
async function isAdministrator(
  { kind }: SessionParts,
  ask: Ask,
  mxid: string,
): Promise<boolean | null> {
  const isDendrite = kind === 'dendrite'
  const path = isDendrite
    ? '/_dendrite/admin/registrationTokens'
    : `/_synapse/admin/v1/users/${encodeURIComponent(mxid)}/admin`
  const answer = await ask({ name: 'is admin', method: 'GET', path })
  if (answer.kind === 'failed') return null
  if (answer.status === 200) return isDendrite || answer.json['admin'] === true
  return answer.status === 403 ? false : null
}

/**
 * Suspended people may join no room (specification, `M_USER_SUSPENDED`), whether it exists or not.
 * Dendrite suspends nobody.
 */
async function isSuspendedOf(
  { kind, serverName }: SessionParts,
  ask: Ask,
): Promise<boolean | null> {
  if (kind === 'dendrite') return false
  const room = encodeURIComponent(`!latchkey-nobody:${serverName()}`)
  const path = `/_matrix/client/v3/join/${room}`
  const answer = await ask({ name: 'is suspended', method: 'POST', path, body: {} })
  if (answer.kind === 'failed') return null
  if (errcodeOf(answer) === 'M_USER_SUSPENDED') return true
  return answer.status === 404 ? false : null
}

async function isModeratorOf(
  { client, moderatorsFrom }: SessionParts,
  ask: Ask,
  mxid: string,
): Promise<boolean | null> {
  const room = moderatorsFrom()
  if (room === null) return false
  const id = await findRoom(client, room)
  return id === 'none' || id === 'unknown' ? null : hasPower(ask, id, mxid)
}

/** The server shows the address that it saw last: ours, unless it takes the visitor's from us. */
async function takesAddressOf(
  ask: Ask,
  device: unknown,
  visitor: string | null,
): Promise<boolean | null> {
  if (visitor === null || typeof device !== 'string') return null
  const path = `/_matrix/client/v3/devices/${encodeURIComponent(device)}`
  const answer = await ask({ name: 'device', method: 'GET', path })
  const seen = isOk(answer) ? answer.json['last_seen_ip'] : undefined
  return typeof seen === 'string' ? seen === visitor : null
}

/** Nothing is proven. The cause leaves out texts, which may name people. */
export function unavailable(what: string, answer: Answered | Failed): NotSignedIn {
  const said = answer.kind === 'failed' ? answer.cause : `${answer.status} ${wordOf(answer)}`
  return { kind: 'failed', reason: 'unavailable', cause: `${what}: ${said.trim()}` }
}

/** The code of an error, of Matrix or of OAuth. */
function wordOf(answer: Answered): string {
  const { error } = answer.json
  return (
    errcodeOf(answer) ?? (typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : '')
  )
}
