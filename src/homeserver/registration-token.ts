import { notPrepared, readCreation, refused } from './client/answers.ts'
import type { Answered, Client, Failed } from './client/client.ts'
import {
  answersVersions,
  available,
  findByProfile,
  isRoom,
  verifyPassword,
  unclaimed,
} from './client/client-server.ts'
import { examineToken } from './examine/examine-token.ts'
import { examine } from './examine/examine.ts'
import { judge } from './client/resolution.ts'
import type { Homeserver, Prepared, Refused, Terms, AccountRequest } from '../ports/homeserver.ts'
import { tokenProofs } from './client/proofs.ts'
import { goThrough, postRegister, type StageParts } from './token-stages.ts'
import {
  type Challenge,
  type Flow,
  obstacles,
  pickFlow,
  readChallenge,
  readTerms,
} from './client/uia.ts'

export interface TokenOptions {
  serverName: () => string
  token: string
  /** Of one call, in ms. */
  timeoutMs: number
  /** Milliseconds since 1970. */
  clock: () => number
}

interface Parts extends TokenOptions, StageParts {
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
    requires: { password: true, email: false },
    leavesSession: true,
    prepare: (wish) => prepare(parts, wish),
    check: (localpart, visitor) => available(client, localpart, visitor),
    resolveOutcome: async (asked) =>
      judge(asked, await findByProfile(client, userId(asked.localpart))),
    verifyPassword: (localpart, password, visitor) =>
      verifyPassword(client, { localpart, password, visitor }),
    terms: (languages) => currentTerms(parts, languages),
    canJoinRoom: (room) => isRoom(client, room),
    ping: () => answersVersions(client),
    examine: () =>
      examine(client, identity(), (found) => examineToken(client, options.token, found)),
    close: client.close,
  }
}

/**
 * The first request names only the person: it opens a session and finds out about the name. It comes
 * last: the question about the profile may have to wait, and a session is one more there.
 */
async function prepare(parts: Parts, wish: AccountRequest): Promise<Prepared | Refused> {
  const { client, userId } = parts
  const { localpart, visitor } = wish
  const free = await unclaimed(client, userId(localpart), visitor)
  if (free !== true && free !== null) return free
  const opening = readOpening(await postRegister(client, visitor, { username: localpart }))
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

/** Every registration renews what is known. */
async function currentTerms(parts: Parts, languages: readonly string[]): Promise<Terms[]> {
  if (parts.policies === undefined) {
    const opening = readOpening(await postRegister(parts.client, null, {}))
    if (!('kind' in opening)) parts.policies = opening.policies
  }
  return readTerms(parts.policies ?? {}, languages)
}
