import { describe, errcodeOf, notPrepared, readCreation, refused, superseded } from './answers.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client.ts'
import {
  actingWith,
  answersVersions,
  available,
  findByProfile,
  isRoom,
  opens,
  ownDevice,
  unclaimed,
} from './client-server.ts'
import { examineToken } from './examine-token.ts'
import { examine } from './examine.ts'
import { judge } from './fate.ts'
import type { Homeserver, Journal, Outcome, Prepared, Refused, Terms, Wish } from './homeserver.ts'
import { maxCreationDelayMs } from './kinds.ts'
import { tokenProofs } from './proofs.ts'
import {
  type Challenge,
  type Flow,
  obstacles,
  pickFlow,
  readChallenge,
  readCompleted,
  readTerms,
} from './uia.ts'

export interface TokenOptions {
  serverName: () => string
  token: string
  /** Of one call, in ms. */
  timeoutMs: number
  /** Milliseconds since 1970. */
  clock: () => number
}

interface Parts extends TokenOptions {
  client: Client
  userId: (localpart: string) => string
  /** What newcomers have to agree to, as far as it is known: asking for it opens a session there. */
  policies: Challenge['policies'] | undefined
}

/**
 * Any homeserver that registers people with a token (spec v1.2, m.login.registration_token), without
 * a privileged secret.
 */
export function createRegistrationToken(client: Client, options: TokenOptions): Homeserver {
  const userId = (localpart: string) => `@${localpart}:${options.serverName()}`
  const parts: Parts = { ...options, client, userId, policies: undefined }
  const { serverName, clock } = options
  const identity = () => ({ kind: 'registration-token', serverName: serverName(), clock }) as const
  return {
    kind: 'registration-token',
    asks: { password: true, email: false },
    leavesSession: true,
    prepare: (wish) => prepare(parts, wish),
    check: (localpart, visitor) => available(client, localpart, visitor),
    fate: async (asked) => judge(asked, await findByProfile(client, userId(asked.localpart))),
    opens: (localpart, password, visitor) => opens(client, { localpart, password, visitor }),
    terms: (languages) => currentTerms(parts, languages),
    reaches: (room) => isRoom(client, room),
    answers: () => answersVersions(client),
    examine: () =>
      examine(client, identity(), (found) => examineToken(client, options.token, found)),
    close: client.close,
  }
}

/**
 * The first request names only the person: it opens a session and finds out about the name. It comes
 * last: the question about the profile may have to wait, and a session is one more there.
 */
async function prepare(parts: Parts, wish: Wish): Promise<Prepared | Refused> {
  const { client, userId } = parts
  const { localpart, visitor } = wish
  const free = await unclaimed(client, userId(localpart), visitor)
  if (free !== true && free !== null) return free
  const opening = readOpening(await post(client, visitor, { username: localpart }))
  if ('kind' in opening) return opening
  const { session, flow, policies } = opening
  parts.policies = policies
  const unseen = readTerms(policies).some(({ id }) => !wish.terms.includes(id))
  if (flow.includes('m.login.terms') && unseen) return { kind: 'refused', reason: 'terms_unseen' }
  return {
    kind: 'prepared',
    free,
    create: ({ password }, journal) => goThrough(parts, wish, { session, flow, password, journal }),
  }
}

function readOpening(answer: Answered | Failed): (Challenge & { flow: Flow }) | Refused {
  const challenge = answer.kind === 'answered' && readChallenge(answer.json)
  if (!challenge) {
    return refusedName(answer) ?? notPrepared('the registration', answer)
  }
  const flow = pickFlow(challenge.flows)
  if (flow) return { ...challenge, flow }
  const stages = obstacles(challenge.flows).join(', ')
  return refused(`the homeserver asks newcomers for ${stages}`)
}

/** Nothing was asked for but a session: a refusal of the name is one. */
function refusedName(answer: Answered | Failed): Refused | undefined {
  const outcome = readCreation(answer, { proofs: tokenProofs })
  if (outcome.kind === 'contested') {
    return { kind: 'refused', reason: 'name_taken', cause: outcome.cause }
  }
  return outcome.kind === 'refused' ? outcome : undefined
}

interface Passage {
  session: string
  flow: Flow
  password: string
  journal: Journal
}

/** Stage by stage; the last one makes the account. */
async function goThrough(parts: Parts, wish: Wish, passage: Passage): Promise<Outcome> {
  const { client, token, userId, timeoutMs } = parts
  const { localpart, visitor } = wish
  const { session, flow, password, journal } = passage
  const hide = [token, password, session, localpart]
  for (const type of flow) {
    if (!(await journal.asking(maxCreationDelayMs('registration-token', timeoutMs)))) {
      return superseded
    }
    const auth = { type, session, ...(type === 'm.login.registration_token' && { token }) }
    const answer = await post(client, visitor, { ...accountOf(localpart, password), auth })
    if (isPassed(answer, { session, stage: type })) continue
    const outcome = readStage(answer, { session, hide })
    const access = answer.kind === 'answered' && answer.json['access_token']
    if (outcome.kind !== 'created' || typeof access !== 'string') return outcome
    return { ...outcome, newcomer: actingWith(client, userId(localpart), access) }
  }
  return { kind: 'unknown', cause: 'the homeserver wants more than the stages that it named' }
}

/** The device is the one that `opens` ends: a session that is lost with its answer goes with it. */
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

/** Every registration renews what is known. */
async function currentTerms(parts: Parts, languages: readonly string[]): Promise<Terms[]> {
  if (parts.policies === undefined) {
    const opening = readOpening(await post(parts.client, null, {}))
    if (!('kind' in opening)) parts.policies = opening.policies
  }
  return readTerms(parts.policies ?? {}, languages)
}

function post(
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
