import { describe, errcodeOf, readCreation } from './client/answers.ts'
import { superseded } from '../ports/superseded.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client/client.ts'
import { actingWith, ownDevice } from './client/client-server.ts'
import type { Journal, Outcome, AccountRequest } from '../ports/homeserver.ts'
import { maxCreationDelayMs } from '../ports/homeserver-kinds.ts'
import { tokenProofs } from './client/proofs.ts'
import { type Flow, readChallenge, readCompleted } from './client/uia.ts'

/* The stages of a registration with a token (spec: client-server API, user-interactive authentication). */

export interface StageParts {
  client: Client
  token: string
  /** Of one call, in ms. */
  timeoutMs: number
  userId: (localpart: string) => string
}

interface Passage {
  session: string
  flow: Flow
  password: string
  journal: Journal
}

/** Stage by stage; the last one makes the account. */
export async function goThrough(
  parts: StageParts,
  wish: AccountRequest,
  passage: Passage,
): Promise<Outcome> {
  const { client, token, userId, timeoutMs } = parts
  const { localpart, visitor } = wish
  const { session, flow, password, journal } = passage
  const hide = [token, password, session, localpart]
  for (const type of flow) {
    if (!(await journal.asking(maxCreationDelayMs('registration-token', timeoutMs)))) {
      return superseded
    }
    const auth = { type, session, ...(type === 'm.login.registration_token' && { token }) }
    const answer = await postRegister(client, visitor, { ...accountOf(localpart, password), auth })
    if (isPassed(answer, { session, stage: type })) continue
    const outcome = readStage(answer, { session, hide })
    const access = answer.kind === 'answered' && answer.json['access_token']
    if (outcome.kind !== 'created' || typeof access !== 'string') return outcome
    return { ...outcome, newcomer: actingWith(client, userId(localpart), access) }
  }
  return { kind: 'unknown', cause: 'the homeserver wants more than the stages that it named' }
}

/** The device is the one that `verifyPassword` ends: a session that is lost with its answer goes with it. */
function accountOf(localpart: string, password: string) {
  return {
    username: localpart,
    password,
    device_id: ownDevice,
    initial_device_display_name: 'Latchkey',
  }
}

function isPassed(
  answer: Answered | Failed,
  { session, stage }: { session: string; stage: string },
): boolean {
  return (
    answer.kind === 'answered' &&
    answer.status === 401 &&
    answer.json['session'] === session &&
    readCompleted(answer.json).includes(stage)
  )
}

/**
 * A 401 with an errcode says that the token isn't good, or not any more. One without asks for the
 * stages again: in another session, if ours is over.
 */
function readStage(
  answer: Answered | Failed,
  { session, hide }: { session: string; hide: string[] },
): Outcome {
  const isChallenge =
    answer.kind === 'answered' && answer.status === 401 && errcodeOf(answer) === undefined
  if (!isChallenge) return readCreation(answer, { proofs: tokenProofs, hide })
  const cause = `a stage was answered ${describe(answer, hide)}`
  const other = readChallenge(answer.json)?.session
  const isOver = other !== undefined && other !== session
  return isOver ? { kind: 'stale', cause } : { kind: 'unknown', cause }
}

/** The endpoint of every step. */
export function postRegister(
  client: Client,
  visitor: string | null,
  body: Record<string, unknown>,
): Promise<Answered | Failed> {
  return client.call({
    name: 'register',
    method: 'POST',
    path: '/_matrix/client/v3/register',
    headers: forwardedFor(visitor),
    body,
  })
}
