import { errcodeOf, notPrepared, readDone, readStanding, unavailable } from './answers.ts'
import { type Answered, bearer, type Client, type Failed, forwardedFor } from './client.ts'
import type { Known } from './resolution.ts'
import type {
  Tristate,
  StepResult,
  Newcomer,
  PasswordVerdict,
  Refused,
  NameAvailability,
} from '../../ports/homeserver.ts'

/* What every Matrix homeserver offers (spec: client-server API), used by several drivers. */

export async function answersVersions(client: Client): Promise<boolean> {
  const answer = await client.call({
    name: 'versions',
    method: 'GET',
    path: '/_matrix/client/versions',
  })
  return isOk(answer)
}

/** What the public profile tells; `hidden` where the homeserver shows none without a login. */
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
  const unasked = notPrepared('the profile', answer)
  if (answer.kind === 'failed') return unasked
  const { status, isJson, json } = answer
  if (status === 200)
    return isJson ? 'yes' : unavailable('the profile was answered 200 without JSON')
  const { errcode } = json
  // What stands before a homeserver answers in its place, but knows no errcodes.
  if (status >= 500 || status === 429 || typeof errcode !== 'string') return unasked
  // M_UNKNOWN for a name that nobody has, M_NOT_FOUND for one that was given up (Synapse 1.163).
  return status === 404 && errcode !== 'M_UNRECOGNIZED' ? 'no' : 'hidden'
}

/** Whether there is an account, by its profile. `visitor`: the address of the one who wants to know. */
export async function findByProfile(
  client: Client,
  userId: string,
  visitor: string | null = null,
): Promise<Known> {
  const known = await profile(client, userId, visitor)
  if (known === 'yes') return { madeAt: null }
  return known === 'no' ? 'absent' : 'unknown'
}

/** Whether nobody has the name, by its profile; null where that can't be seen. */
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

/** Whether a name can be had, where the homeserver says so to anybody. */
export async function available(
  client: Client,
  localpart: string,
  visitor: string | null,
): Promise<NameAvailability> {
  return readStanding(await askAvailable(client, localpart, visitor))
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

/** The device of the sessions that are opened here: the same one, so that ending one ends all. */
export const ownDevice = 'LATCHKEY'

/** Somebody's name and password, and the address that they come from. */
export interface Login {
  localpart: string
  password: string
  visitor: string | null
  /** A session that may have come with the account is replaced by ours, and ends with it. */
  deviceId?: string
}

/** Whether the password opens the account. The session is ended at once. */
export async function verifyPassword(
  client: Client,
  { localpart, password, visitor, deviceId = ownDevice }: Login,
): Promise<PasswordVerdict> {
  const answer = await client.call({
    name: 'login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    // Synapse limits logins by address: without this, one visitor's would be everybody's.
    headers: forwardedFor(visitor),
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: localpart },
      password,
      device_id: deviceId,
      initial_device_display_name: 'Latchkey',
    },
  })
  if (answer.kind === 'failed') return 'unknown'
  if (answer.status === 429) return 'busy'
  if (errcodeOf(answer) === awaitsApproval && answer.status === 403) return 'awaits_approval'
  if (answer.status === 403) return isNotTheirs(errcodeOf(answer)) ? 'no' : 'unknown'
  const token = answer.json['access_token']
  if (answer.status !== 200 || typeof token !== 'string') return 'unknown'
  await logOut(client, token)
  return 'yes'
}

/** Acts for a newcomer with the access token that came with their account. */
export function actingWith(client: Client, userId: string, token: string): Newcomer {
  return {
    setDisplayName: (name) => setDisplayName(client, userId, name, token),
    join: (room) => join(client, room, token),
    endSession: () => logOut(client, token),
  }
}

export async function setDisplayName(
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
  return readDone(answer)
}

/** A shut account has no password at all, and isn't one that was just made. */
function isNotTheirs(errcode: string | undefined): boolean {
  return errcode === 'M_FORBIDDEN' || errcode === 'M_USER_DEACTIVATED'
}

/** Says of a login that its password is right, too (MSC3866). */
const awaitsApproval = 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL'

export async function join(client: Client, room: string, token: string): Promise<StepResult> {
  const answer = await client.call({
    name: 'join',
    method: 'POST',
    path: `/_matrix/client/v3/join/${encodeURIComponent(room)}`,
    headers: bearer(token),
    body: {},
  })
  return readDone(answer)
}

/** Whether anybody may join this room, as far as its address tells: whether there is such a room. */
export async function isRoom(client: Client, room: string): Promise<Tristate> {
  if (room.startsWith('!')) return 'unknown'
  const id = await findRoom(client, room)
  return id === 'none' ? 'no' : id === 'unknown' ? id : 'yes'
}

/** The id of a room; `none` where its address stands for none. */
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

async function logOut(client: Client, token: string): Promise<void> {
  await client.call({
    name: 'logout',
    method: 'POST',
    path: '/_matrix/client/v3/logout',
    headers: bearer(token),
    body: {},
  })
}

export function isOk(answer: Answered | Failed | Refused | undefined): answer is Answered {
  return answer?.kind === 'answered' && answer.status === 200
}
