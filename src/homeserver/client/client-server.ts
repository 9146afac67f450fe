import {
  errcodeOf,
  refusedPreparation,
  readStepResult,
  readAvailability,
  unavailable,
} from './answers.ts'
import { type Answered, bearer, type Client, type Failed, forwardedFor } from './client.ts'
import type { Known } from './resolution.ts'
import type { Refused } from '../../ports/account-creation.ts'
import type { Tristate, StepResult } from '../../ports/account-actions.ts'
import type { NameAvailability } from '../../ports/homeserver.ts'

/* Calls of the client-server API that several drivers use. */

export async function pingHomeserver(client: Client): Promise<boolean> {
  const answer = await client.call({
    name: 'versions',
    method: 'GET',
    path: '/_matrix/client/versions',
  })
  return isOk(answer)
}

export function localpartOf(userId: string): string {
  return userId.slice(1).split(':')[0] ?? ''
}

/** Whether a public profile exists; `hidden` if the homeserver requires a login for profiles. */
async function profile(
  client: Client,
  userId: string,
  visitor: string | null,
): Promise<'yes' | 'no' | 'hidden' | Refused> {
  const answer = await client.call({
    name: 'profile',
    method: 'GET',
    path: `/_matrix/client/v3/profile/${encodeURIComponent(userId)}`,
    headers: forwardedFor(visitor),
  })
  const unasked = refusedPreparation('the profile', answer, [localpartOf(userId)])
  if (answer.kind === 'failed') return unasked
  const { status, isJson, json } = answer
  if (status === 200)
    return isJson ? 'yes' : unavailable('the profile was answered 200 without JSON')
  const { errcode } = json
  // An answer without an errcode comes from a proxy, not from the homeserver.
  if (status >= 500 || status === 429 || typeof errcode !== 'string') return unasked
  // Synapse 1.163: M_UNKNOWN for an unused name, M_NOT_FOUND for a deactivated account.
  return status === 404 && errcode !== 'M_UNRECOGNIZED' ? 'no' : 'hidden'
}

/** Looks an account up by its profile. `visitor`: IP address of the person who asks. */
export async function findByProfile(
  client: Client,
  userId: string,
  visitor: string | null = null,
): Promise<Known> {
  const known = await profile(client, userId, visitor)
  if (known === 'yes') return { madeAt: null }
  return known === 'no' ? 'absent' : 'unknown'
}

/** Whether the name is free, by its profile; null if profiles are hidden. */
export async function unclaimed(
  client: Client,
  userId: string,
  visitor: string | null,
): Promise<true | null | Refused> {
  const known = await profile(client, userId, visitor)
  switch (known) {
    case 'yes':
      return { kind: 'refused', reason: 'name_taken' }
    case 'no':
      return true
    case 'hidden':
      return null
    default:
      return known
  }
}

/** Whether a name is available, where the homeserver answers that without authentication. */
export async function available(
  client: Client,
  localpart: string,
  visitor: string | null,
): Promise<NameAvailability> {
  return readAvailability(await askAvailable(client, localpart, visitor))
}

export function askAvailable(
  client: Client,
  localpart: string,
  visitor: string | null,
): Promise<Answered | Failed> {
  return client.call({
    name: 'available',
    method: 'GET',
    path: `/_matrix/client/v3/register/available?username=${encodeURIComponent(localpart)}`,
    headers: forwardedFor(visitor),
  })
}

async function setDisplayName(
  client: Client,
  userId: string,
  displayname: string,
  token: string,
): Promise<StepResult> {
  const answer = await client.call({
    name: 'display name',
    method: 'PUT',
    path: `/_matrix/client/v3/profile/${encodeURIComponent(userId)}/displayname`,
    headers: bearer(token),
    body: { displayname },
  })
  return readStepResult(answer, [displayname, localpartOf(userId)])
}

/**
 * Sets the display name unless its owner has chosen one since the account was created. Until somebody
 * sets it, it is the localpart or missing. Where profiles are hidden, it is set.
 */
export async function setFirstDisplayName(
  client: Client,
  userId: string,
  displayname: string,
  token: string,
): Promise<StepResult> {
  const answer = await client.call({
    name: 'profile',
    method: 'GET',
    path: `/_matrix/client/v3/profile/${encodeURIComponent(userId)}`,
    headers: bearer(token),
  })
  const read = readStepResult(answer, [localpartOf(userId)])
  if (read !== true && !isMissingOrHidden(answer)) return read
  const now = isOk(answer) ? answer.json['displayname'] : undefined
  const isChosen = typeof now === 'string' && !userId.startsWith(`@${now}:`)
  return isChosen || setDisplayName(client, userId, displayname, token)
}

/** No profile yet (404), or only people in a room of theirs may see it (403). */
function isMissingOrHidden(answer: Answered | Failed): boolean {
  if (answer.kind === 'failed' || errcodeOf(answer) === undefined) return false
  return answer.status === 403 || answer.status === 404
}

export async function join(
  client: Client,
  { room, userId, token }: { room: string; userId: string; token: string },
): Promise<StepResult> {
  const answer = await client.call({
    name: 'join',
    method: 'POST',
    path: `/_matrix/client/v3/join/${encodeURIComponent(room)}${via(room, userId)}`,
    headers: bearer(token),
    body: {},
  })
  return readStepResult(answer, [localpartOf(userId)])
}

/**
 * The query that says which server knows a room. An id of room version 12 or later names none, so it is
 * taken for one of ours. `server_name` is the name of `via` before version 1.12 of the specification.
 */
export function via(room: string, userId: string): string {
  if (room.startsWith('#')) return ''
  const named = room.includes(':') ? room : userId
  const server = encodeURIComponent(named.slice(named.indexOf(':') + 1))
  return `?via=${server}&server_name=${server}`
}

/** Whether this room can be joined: checks only that its alias exists. */
export async function isRoom(client: Client, room: string): Promise<Tristate> {
  if (room.startsWith('!')) return 'unknown'
  const id = await findRoom(client, room)
  return id === 'none' ? 'no' : id === 'unknown' ? id : 'yes'
}

/** The id of a room; `none` if the alias doesn't exist, `unknown` if that can't be found out. */
export async function findRoom(client: Client, room: string): Promise<string> {
  if (room.startsWith('!')) return room
  const answer = await client.call({
    name: 'room address',
    method: 'GET',
    path: `/_matrix/client/v3/directory/room/${encodeURIComponent(room)}`,
  })
  if (answer.kind === 'answered' && answer.status === 404) return 'none'
  const id = isOk(answer) && answer.json['room_id']
  return typeof id === 'string' ? id : 'unknown'
}

export function isOk(answer: Answered | Failed | Refused | undefined): answer is Answered {
  return answer?.kind === 'answered' && answer.status === 200
}
