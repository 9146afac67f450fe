import { describe, errcodeOf, readCreation } from './client/answers.ts'
import { superseded } from '../ports/superseded.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client/client.ts'
import { ownSession, withSession } from './client/sessions.ts'
import type { Journal, Outcome, AccountRequest } from '../ports/account-creation.ts'
import { maxCreationDelayMs } from '../ports/homeserver-kinds.ts'
import { tokenProofs } from './client/proofs.ts'
import { type Flow, readChallenge, readCompleted } from './client/uia.ts'

/* Completes the stages of a registration with a token (spec: client-server API, UIA). */

export interface StageParts {
  client: Client
  token: string
  /** Of one call, in ms. */
  timeoutMs: number
}

interface StageRun {
  session: string
  flow: Flow
  password: string
  withoutSession: boolean
  journal: Journal
}

/** Completes the flow stage by stage; the last stage creates the account. */
export async function runStages(
  parts: StageParts,
  request: AccountRequest,
  run: StageRun,
): Promise<Outcome> {
  const { client, token, timeoutMs } = parts
  const { localpart, visitor } = request
  const { session, flow, password, withoutSession, journal } = run
  const account = accountOf(localpart, password, withoutSession)
  const hide = [token, password, session, localpart]
  for (const type of flow) {
    if (!(await journal.asking(maxCreationDelayMs('registration-token', timeoutMs)))) {
      return superseded
    }
    const auth = { type, session, ...(type === 'm.login.registration_token' && { token }) }
    const answer = await postRegister(client, visitor, { ...account, auth })
    if (isPassed(answer, { session, stage: type })) continue
    return withSession(answer, readStage(answer, { session, hide }))
  }
  return { kind: 'unknown', cause: 'the homeserver requires more stages than it listed' }
}

/**
 * Uses the device of `verifyPassword`, which thereby ends a session whose answer was lost, also where the
 * homeserver opens one unasked.
 */
function accountOf(localpart: string, password: string, withoutSession: boolean) {
  return {
    username: localpart,
    password,
    ...(withoutSession && { inhibit_login: true }),
    ...ownSession,
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
 * A 401 with an errcode means that the token is invalid. One without an errcode asks for the stages
 * again, in a new session if ours has expired.
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
  const isExpired = other !== undefined && other !== session
  return isExpired ? { kind: 'stale', cause } : { kind: 'unknown', cause }
}

/** Calls the endpoint that all stages use. */
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
