import type { Random } from '../shared/ids.ts'
import {
  errcodeOf,
  refusedPreparation,
  readCreation,
  readAvailability,
  refusalOf,
} from './client/answers.ts'
import { bcryptLimit } from './client/bcrypt-limit.ts'
import { bySession } from './client/by-session.ts'
import { joinRuleOf } from './client/join-rule.ts'
import { superseded } from '../ports/superseded.ts'
import type { Answered, Client } from './client/client.ts'
import { pingHomeserver, askAvailable, available, isRoom } from './client/client-server.ts'
import { verifyPassword, withSession } from './client/sessions.ts'
import { examineSecret } from './examine/examine-secret.ts'
import { examine } from './examine/examine.ts'
import { resolveByLookup, type Known } from './client/resolution.ts'
import type { Prepared, Refused, AccountRequest } from '../ports/account-creation.ts'
import type { Homeserver } from '../ports/homeserver.ts'
import { nonceLifeMs } from '../ports/homeserver-kinds.ts'
import { deadNonce, dendriteProofs } from './client/proofs.ts'
import { fetchNonce, register } from './shared-secret.ts'

export interface DendriteOptions {
  serverName: () => string
  sharedSecret: string
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
}

/** Device id of the session that Dendrite opens at registration; it ignores a requested one. */
const registrationDevice = 'shared_secret_registration'

/** Dendrite with its registration shared secret: Synapse's API with differences. */
export function createDendrite(client: Client, options: DendriteOptions): Homeserver {
  const { serverName, clock } = options
  const secret = async () => [await examineSecret(client, options.sharedSecret, options.random)]
  return {
    kind: 'dendrite',
    requires: { password: true, email: false },
    passwordLimit: bcryptLimit('NFC'),
    leavesSession: 'always',
    namesAccounts: true,
    bySession: bySession(client, {
      userId: (localpart) => `@${localpart}:${serverName()}`,
      deviceId: registrationDevice,
    }),
    prepare: (request) => prepare(client, options, request),
    check: (localpart, visitor) => available(client, localpart, visitor),
    resolveOutcome: async (asked) => resolveByLookup(asked, await find(client, asked.localpart)),
    verifyPassword: (localpart, password, visitor) =>
      verifyPassword(client, { localpart, password, visitor, deviceId: registrationDevice }),
    canJoinRoom: (room) => isRoom(client, room),
    joinRuleOf: (room) => joinRuleOf(client, room),
    ping: () => pingHomeserver(client),
    examine: () => examine(client, { kind: 'dendrite', serverName: serverName(), clock }, secret),
    close: client.close,
  }
}

/** Asking whether the name is available also protects names reserved for application services. */
async function prepare(
  client: Client,
  options: DendriteOptions,
  { localpart, visitor }: AccountRequest,
): Promise<Prepared | Refused> {
  const said = await askAvailable(client, localpart, visitor)
  const availability = readAvailability(said)
  const refusal = refusalOf(availability)
  if (refusal) return refusal
  if (availability !== 'free')
    return refusedPreparation('whether the name is free', said, [localpart])
  const nonce = await fetchNonce(client, visitor)
  if (typeof nonce !== 'string') return nonce
  const { sharedSecret } = options
  return {
    kind: 'prepared',
    free: true,
    create: async ({ password, displayName }, journal) => {
      if (!(await journal.asking(nonceLifeMs.dendrite))) return superseded
      const account = { localpart, password, nonce, visitor, displayName }
      const answer = await register(client, sharedSecret, account)
      const hide = [sharedSecret, password, nonce, localpart]
      const outcome = readCreation(answer, { proofs: dendriteProofs, codeOf, hide })
      // Dendrite ignores inhibit_login, so registering opens a session.
      return withSession(answer, outcome)
    },
  }
}

/** Dendrite answers an expired nonce with 500 and no errcode. */
function codeOf(answer: Answered): string | undefined {
  return String(answer.json['message']).startsWith(deadNonce) ? deadNonce : errcodeOf(answer)
}

async function find(client: Client, localpart: string): Promise<Known> {
  const availability = await available(client, localpart, null)
  if (availability === 'unknown') return 'unknown'
  return availability === 'taken' ? { madeAt: null } : 'absent'
}
