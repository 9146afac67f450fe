import { describe, readStepResult, readAvailability } from '../client/answers.ts'
import { type Answered, bearer, type Call, type Client, type Failed } from '../client/client.ts'
import { findRoom, localpartOf, isOk, setFirstDisplayName, via } from '../client/client-server.ts'
import { logOut } from '../client/sessions.ts'
import { openDirectRoom } from '../client/direct-room.ts'
import { mayJoinOthers } from './may-join-others.ts'
import { addMail } from './add-mail.ts'
import { lastSeen } from './last-seen.ts'
import type { Known } from '../client/resolution.ts'
import type {
  AccountEnds,
  AccountStanding,
  DirectRoom,
  LastSeen,
  LaterNewcomer,
  StepResult,
  Tristate,
} from '../../ports/account-actions.ts'
import type { NameAvailability } from '../../ports/homeserver.ts'

/*
 * Synapse's admin API (its docs/admin_api/), with an administrator's access token. Nothing here creates
 * an account: `PUT /_synapse/admin/v2/users` would also overwrite an existing one.
 */
export interface Admin {
  /** Whether this name is available. */
  availability: (localpart: string) => Promise<NameAvailability>
  find: (userId: string) => Promise<Known>
  actFor: (userId: string) => LaterNewcomer
  lastSeen: (userId: string) => Promise<LastSeen | 'unanswered'>
  addMail: (userId: string, address: string) => Promise<StepResult>
  deactivate: (userId: string) => Promise<boolean>
  /** Accounts are named by their localparts. */
  ends: (userId: (localpart: string) => string) => AccountEnds
  /** Whether people can be joined to this room. */
  canJoinRoom: (room: string) => Promise<Tristate>
  /** Whether the token is an administrator's, and what was answered otherwise. */
  verifyToken: () => Promise<{ is: Tristate; said: string }>
}

/** `clock`: milliseconds since 1970. */
export function createAdmin(client: Client, token: string, clock: () => number): Admin {
  const call: Ask = (wanted) => client.call({ ...wanted, headers: bearer(token) })
  return {
    availability: async (localpart) => readAvailability(await askAvailability(call, localpart)),
    find: (userId) => find(call, userId),
    lastSeen: (userId) => lastSeen(call, userId),
    addMail: (userId, address) => addMail(call, userId, address),
    actFor: (userId) => ({
      setDisplayName: (name) => setFirstDisplayName(client, userId, name, token),
      join: (room) => join(call, userId, room),
      openDirectRoom: (wanted) => openDirectRoomOf(userId, wanted, { client, call, clock }),
      endSession: () => Promise.resolve(),
    }),
    deactivate: (userId) => deactivate(call, userId),
    ends: (userId) => ({
      standing: (localpart) => standing(call, userId(localpart)),
      suspend: (localpart, suspend) => setSuspended(call, userId(localpart), suspend),
      deactivate: async (localpart) =>
        readStepResult(await askDeactivation(call, userId(localpart)), [localpart]),
    }),
    canJoinRoom: async (room) => mayJoinOthers(call, await findRoom(client, room)),
    verifyToken: () => verifyToken(call),
  }
}

export type Ask = (call: Call) => Promise<Answered | Failed>

function askAvailability(call: Ask, localpart: string): Promise<Answered | Failed> {
  return call({
    name: 'username available',
    method: 'GET',
    path: `/_synapse/admin/v1/username_available?username=${encodeURIComponent(localpart)}`,
  })
}

function askUser(call: Ask, userId: string): Promise<Answered | Failed> {
  return call({
    name: 'user',
    method: 'GET',
    path: `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`,
  })
}

/** `creation_ts` is in seconds. */
async function find(call: Ask, userId: string): Promise<Known> {
  const answer = await askUser(call, userId)
  if (answer.kind === 'failed') return 'unknown'
  const { errcode, creation_ts: seconds } = answer.json
  if (answer.status === 404 && errcode === 'M_NOT_FOUND') return 'absent'
  if (answer.status !== 200) return 'unknown'
  return { madeAt: typeof seconds === 'number' ? seconds * 1000 : null }
}

/** Requires that the administrator is a member who may invite. "Already in the room" is a success. */
async function join(call: Ask, userId: string, room: string): Promise<StepResult> {
  const answer = await call({
    name: 'admin join',
    method: 'POST',
    path: `/_synapse/admin/v1/join/${encodeURIComponent(room)}${via(room, userId)}`,
    body: { user_id: userId },
  })
  const isIn = answer.kind === 'answered' && errorOf(answer).endsWith('is already in the room.')
  return isIn || readStepResult(answer, [localpartOf(userId)])
}

const sessionMs = 60_000

/** In a session of the person without a device. If its end fails, it expires. */
async function openDirectRoomOf(
  userId: string,
  wanted: DirectRoom,
  { client, call, clock }: { client: Client; call: Ask; clock: () => number },
): Promise<StepResult> {
  const answer = await call({
    name: 'login as user',
    method: 'POST',
    path: `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/login`,
    body: { valid_until_ms: clock() + sessionMs },
  })
  const { access_token: token } = isOk(answer) ? answer.json : {}
  if (typeof token !== 'string') {
    const result = readStepResult(answer, [localpartOf(userId)])
    return result === true ? { failed: 'the login had no access token' } : result
  }
  try {
    return await openDirectRoom({ client, userId, token }, wanted)
  } finally {
    await logOut(client, token)
  }
}

function errorOf({ json }: Answered): string {
  return String(json['error'])
}

async function standing(call: Ask, userId: string): Promise<AccountStanding> {
  const answer = await askUser(call, userId)
  if (isOk(answer)) return answer.json['admin'] === true ? 'administrator' : 'ordinary'
  const result = readStepResult(answer, [localpartOf(userId)])
  return result === true ? { failed: 'the account was not shown' } : result
}

/** Since Synapse 1.113. */
async function setSuspended(call: Ask, userId: string, suspend: boolean): Promise<StepResult> {
  const answer = await call({
    name: 'suspend',
    method: 'PUT',
    path: `/_synapse/admin/v1/suspend/${encodeURIComponent(userId)}`,
    body: { suspend },
  })
  return readStepResult(answer, [localpartOf(userId)])
}

async function deactivate(call: Ask, userId: string): Promise<boolean> {
  return isOk(await askDeactivation(call, userId))
}

function askDeactivation(call: Ask, userId: string): Promise<Answered | Failed> {
  return call({
    name: 'deactivate',
    method: 'POST',
    path: `/_synapse/admin/v1/deactivate/${encodeURIComponent(userId)}`,
    body: { erase: false },
  })
}

/** Synapse: 401 for no session, 403 for somebody who is no administrator. */
async function verifyToken(call: Ask): ReturnType<Admin['verifyToken']> {
  const answer = await askAvailability(call, 'latchkey')
  if (answer.kind === 'failed') return { is: 'unknown', said: answer.cause }
  const said = describe(answer)
  if (readAvailability(answer) !== 'unknown') return { is: 'yes', said }
  return { is: answer.status === 401 || answer.status === 403 ? 'no' : 'unknown', said }
}
