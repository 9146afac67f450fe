import type { DirectRoom, StepResult } from '../../ports/account-actions.ts'
import { errcodeOf, readStepResult } from './answers.ts'
import { type Answered, bearer, type Call, type Client, type Failed } from './client.ts'
import { findRoom, isOk, localpartOf } from './client-server.ts'

/** Somebody in whose name the homeserver is asked. */
interface Session {
  client: Client
  userId: string
  token: string
}

type Undone = Exclude<StepResult, true>

/**
 * Makes a direct room with somebody, once, however often it is called. `createRoom` has no transaction id:
 * until `m.direct` lists the room, its alias tells that an earlier attempt made it.
 */
export async function openDirectRoom(session: Session, wanted: DirectRoom): Promise<StepResult> {
  const { other } = wanted
  if (other === session.userId) return true
  const alias = `#${wanted.aliasName}${session.userId.slice(session.userId.indexOf(':'))}`
  const made = await findRoom(session.client, alias)
  if (made === 'unknown') return { failed: 'the alias of the room could not be looked up' }
  const room = made === 'none' ? await createRoom(session, wanted) : made
  if (typeof room !== 'string') return room
  if (room === 'none') return true
  const isInvited = made === 'none' || (await invite(session, room, other))
  if (isInvited !== true) return isInvited
  const isListed = await listAsDirect(session, room, other)
  return isListed === true ? deleteAlias(session, alias) : isListed
}

/** The id of a new room; `none` if there is a direct room already. */
async function createRoom(
  session: Session,
  { other, aliasName }: DirectRoom,
): Promise<string | Undone> {
  const direct = await readDirect(session)
  if (!('content' in direct)) return direct
  if (roomsWith(other, direct.content).length > 0) return 'none'
  const encryption = { algorithm: 'm.megolm.v1.aes-sha2' }
  const answer = await ask(session, {
    name: 'create room',
    method: 'POST',
    path: '/createRoom',
    body: {
      preset: 'trusted_private_chat',
      is_direct: true,
      // Invited here, because invitations of their own are limited far more strictly.
      invite: [other],
      room_alias_name: aliasName,
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: encryption }],
    },
  })
  const { room_id: id } = isOk(answer) ? answer.json : {}
  if (typeof id === 'string') return id
  const result = resultOf(session, other, answer)
  return result === true ? { failed: 'createRoom was answered without a room' } : result
}

/** Somebody whose invitation failed, or was never sent, as the room was made. A refusal stands. */
async function invite(session: Session, room: string, other: string): Promise<StepResult> {
  const path = `/rooms/${encodeURIComponent(room)}`
  const member = await ask(session, {
    name: 'membership',
    method: 'GET',
    path: `${path}/state/m.room.member/${encodeURIComponent(other)}`,
  })
  if (!isMissing(member)) return resultOf(session, other, member)
  const body = { user_id: other }
  const invitation = { name: 'invite', method: 'POST', path: `${path}/invite`, body } as const
  return resultOf(session, other, await ask(session, invitation))
}

/** Clients show a room as a direct one only if `m.direct` lists it. */
async function listAsDirect(session: Session, room: string, other: string): Promise<StepResult> {
  const direct = await readDirect(session)
  if (!('content' in direct)) return direct
  const rooms = roomsWith(other, direct.content)
  if (rooms.includes(room)) return true
  const body = { ...direct.content, [other]: [...rooms, room] }
  const path = directPath(session)
  const written = await ask(session, { name: 'direct rooms', method: 'PUT', path, body })
  return resultOf(session, other, written)
}

async function readDirect(
  session: Session,
): Promise<{ content: Record<string, unknown> } | Undone> {
  const path = directPath(session)
  const answer = await ask(session, { name: 'direct rooms', method: 'GET', path })
  if (isMissing(answer)) return { content: {} }
  const result = resultOf(session, '', answer)
  if (result !== true) return result
  return { content: isOk(answer) ? answer.json : {} }
}

function directPath({ userId }: Session): string {
  return `/user/${encodeURIComponent(userId)}/account_data/m.direct`
}

function roomsWith(other: string, direct: Record<string, unknown>): unknown[] {
  const rooms = direct[other]
  return Array.isArray(rooms) ? rooms : []
}

async function deleteAlias(session: Session, alias: string): Promise<StepResult> {
  const path = `/directory/room/${encodeURIComponent(alias)}`
  const answer = await ask(session, { name: 'delete alias', method: 'DELETE', path })
  return isMissing(answer) || resultOf(session, '', answer)
}

function ask({ client, token }: Session, call: Call): Promise<Answered | Failed> {
  return client.call({ ...call, path: `/_matrix/client/v3${call.path}`, headers: bearer(token) })
}

function isMissing(answer: Answered | Failed): boolean {
  return answer.kind === 'answered' && answer.status === 404 && errcodeOf(answer) === 'M_NOT_FOUND'
}

function resultOf({ userId }: Session, other: string, answer: Answered | Failed): StepResult {
  return readStepResult(answer, [localpartOf(userId), localpartOf(other)])
}
