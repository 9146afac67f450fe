import { refusedPreparation, readCreation, refused } from './client/answers.ts'
import { bcryptLimit } from './client/bcrypt-limit.ts'
import { bySession } from './client/by-session.ts'
import { joinRuleOf } from './client/join-rule.ts'
import type { Answered, Client, Failed } from './client/client.ts'
import {
  pingHomeserver,
  available,
  findByProfile,
  isRoom,
  unclaimed,
} from './client/client-server.ts'
import { verifyPassword } from './client/sessions.ts'
import { examineToken } from './examine/examine-token.ts'
import { examine } from './examine/examine.ts'
import { resolveByLookup } from './client/resolution.ts'
import type { Prepared, Refused, AccountRequest } from '../ports/account-creation.ts'
import type { Homeserver, Terms } from '../ports/homeserver.ts'
import { tokenProofs } from './client/proofs.ts'
import { runStages, postRegister, type StageParts } from './token-stages.ts'
import {
  type Challenge,
  type Flow,
  unsupportedStages,
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
  userId: (localpart: string) => string
  /** The terms to accept, once known: cached, because asking opens a session at the homeserver. */
  policies: Challenge['policies'] | undefined
}

/**
 * Any homeserver with registration tokens (spec v1.2, m.login.registration_token); needs no privileged
 * secret.
 */
export function createRegistrationToken(client: Client, options: TokenOptions): Homeserver {
  const userId = (localpart: string) => `@${localpart}:${options.serverName()}`
  const parts: Parts = { ...options, client, userId, policies: undefined }
  const { serverName, clock } = options
  const identity = () => ({ kind: 'registration-token', serverName: serverName(), clock }) as const
  return {
    kind: 'registration-token',
    requires: { password: true, email: false },
    // It may be Synapse, which hashes the NFKC form, or another one, which doesn't.
    passwordLimit: bcryptLimit('NFC', 'NFKC'),
    leavesSession: 'always',
    bySession: bySession(client, { userId }),
    prepare: (request) => prepare(parts, request),
    check: (localpart, visitor) => available(client, localpart, visitor),
    resolveOutcome: async (asked) =>
      resolveByLookup(asked, await findByProfile(client, userId(asked.localpart))),
    verifyPassword: (localpart, password, visitor) =>
      verifyPassword(client, { localpart, password, visitor }),
    terms: (languages) => currentTerms(parts, languages),
    canJoinRoom: (room) => isRoom(client, room),
    joinRuleOf: (room) => joinRuleOf(client, room),
    ping: () => pingHomeserver(client),
    examine: () =>
      examine(client, identity(), (found) => examineToken(client, options.token, found)),
    close: client.close,
  }
}

/**
 * The first registration request contains only the name: it opens a session and checks the name. It
 * comes after the profile look-up, which may be rate-limited, so that waiting leaves no open session.
 */
async function prepare(parts: Parts, request: AccountRequest): Promise<Prepared | Refused> {
  const { client, userId } = parts
  const { localpart, visitor } = request
  const free = await unclaimed(client, userId(localpart), visitor)
  if (free !== true && free !== null) return free
  const opening = readOpening(
    await postRegister(client, visitor, { username: localpart }),
    localpart,
  )
  if ('kind' in opening) return opening
  const { session, flow, policies } = opening
  parts.policies = policies
  const unseen = readTerms(policies).some(({ id }) => !request.terms.includes(id))
  if (flow.includes('m.login.terms') && unseen) return { kind: 'refused', reason: 'terms_unseen' }
  return {
    kind: 'prepared',
    free,
    create: ({ password, withoutSession = false }, journal) =>
      runStages(parts, request, { session, flow, password, withoutSession, journal }),
  }
}

/** `localpart`: is cut from causes. */
function readOpening(
  answer: Answered | Failed,
  localpart = '',
): (Challenge & { flow: Flow }) | Refused {
  const challenge = answer.kind === 'answered' && readChallenge(answer.json)
  if (!challenge) {
    const hide = [localpart]
    return refusedName(answer, hide) ?? refusedPreparation('the registration', answer, hide)
  }
  const flow = pickFlow(challenge.flows)
  if (flow) return { ...challenge, flow }
  const stages = unsupportedStages(challenge.flows).join(', ')
  return refused(`the homeserver asks newcomers for ${stages}`)
}

/** This request only opens a session, so a contested name is certainly refused. */
function refusedName(answer: Answered | Failed, hide: string[]): Refused | undefined {
  const outcome = readCreation(answer, { proofs: tokenProofs, hide })
  if (outcome.kind === 'contested') {
    return { kind: 'refused', reason: 'name_taken', cause: outcome.cause }
  }
  return outcome.kind === 'refused' ? outcome : undefined
}

/** The known terms. Every registration refreshes them. */
async function currentTerms(parts: Parts, languages: readonly string[]): Promise<Terms[]> {
  if (parts.policies === undefined) {
    const opening = readOpening(await postRegister(parts.client, null, {}))
    if (!('kind' in opening)) parts.policies = opening.policies
  }
  return readTerms(parts.policies ?? {}, languages)
}
