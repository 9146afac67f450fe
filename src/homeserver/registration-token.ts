import { notPrepared, readCreation, refused } from './answers.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client.ts'
import {
  actingWith,
  answersVersions,
  available,
  findByProfile,
  isRoom,
  opens,
  unclaimed,
} from './client-server.ts'
import { examineToken } from './examine-token.ts'
import { examine } from './examine.ts'
import { judge } from './fate.ts'
import type { Homeserver, Outcome, Prepared, Refused, Terms, Wish } from './homeserver.ts'
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
  serverName: string
  token: string
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
  const userId = (localpart: string) => `@${localpart}:${options.serverName}`
  const parts: Parts = { ...options, client, userId, policies: undefined }
  const { serverName, clock } = options
  const identity = { kind: 'registration-token', serverName, clock } as const
  return {
    kind: 'registration-token',
    asks: { password: true, email: false },
    prepare: (wish) => prepare(parts, wish),
    check: (localpart, visitor) => available(client, localpart, visitor),
    fate: async (asked) => judge(asked, await findByProfile(client, userId(asked.localpart))),
    opens: (localpart, password, visitor) => opens(client, localpart, password, visitor),
    terms: (languages) => currentTerms(parts, languages),
    reaches: (room) => isRoom(client, room),
    answers: () => answersVersions(client),
    examine: () => examine(client, identity, (found) => examineToken(client, options.token, found)),
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
    create: ({ password }) => goThrough(parts, wish, { session, flow, password }),
  }
}

function readOpening(answer: Answered | Failed): (Challenge & { flow: Flow }) | Refused {
  const challenge = answer.kind === 'answered' && readChallenge(answer.json)
  if (!challenge) {
    // Only a refused name says more than that it can't be done.
    const outcome = readCreation(answer)
    return outcome.kind === 'refused' ? outcome : notPrepared('the registration', answer)
  }
  const flow = pickFlow(challenge.flows)
  if (flow) return { ...challenge, flow }
  const stages = obstacles(challenge.flows).join(', ')
  return refused(`the homeserver asks newcomers for ${stages}`)
}

interface Passage {
  session: string
  flow: Flow
  password: string
}

/** Stage by stage; the last one makes the account. */
async function goThrough(
  { client, token, userId }: Parts,
  { localpart, visitor }: Wish,
  { session, flow, password }: Passage,
): Promise<Outcome> {
  for (const type of flow) {
    const auth = { type, session, ...(type === 'm.login.registration_token' && { token }) }
    const account = { username: localpart, password, initial_device_display_name: 'Latchkey' }
    const answer = await post(client, visitor, { ...account, auth })
    if (isPassed(answer, type)) continue
    const outcome = readStage(answer)
    const access = answer.kind === 'answered' && answer.json['access_token']
    if (outcome.kind !== 'created' || typeof access !== 'string') return outcome
    return { kind: 'created', newcomer: actingWith(client, userId(localpart), access) }
  }
  return refused('the homeserver wants more than the stages that it named')
}

function isPassed(answer: Answered | Failed, stage: string): boolean {
  return (
    answer.kind === 'answered' &&
    answer.status === 401 &&
    readCompleted(answer.json).includes(stage)
  )
}

/** A 401 with an error says that the token isn't good, or not any more. */
function readStage(answer: Answered | Failed): Outcome {
  const outcome = readCreation(answer)
  return answer.kind === 'answered' && answer.status === 401 && outcome.kind !== 'created'
    ? refused('the registration token is not valid, or used up')
    : outcome
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
