import type { Random } from '../../shared/ids.ts'
import { error, fine, type Finding, warning } from '../../shared/finding.ts'
import { readCreation, refusalOf } from '../client/answers.ts'
import { superseded } from '../../ports/superseded.ts'
import type { Client } from '../client/client.ts'
import { pingHomeserver, findByProfile, unclaimed, isRoom } from '../client/client-server.ts'
import { verifyPassword, withSession } from '../client/sessions.ts'
import { bySession } from '../client/by-session.ts'
import { joinRuleOf } from '../client/join-rule.ts'
import { bcryptLimit } from '../client/bcrypt-limit.ts'
import { examine } from '../examine/examine.ts'
import { examineSecret } from '../examine/examine-secret.ts'
import { resolveByLookup, type Known } from '../client/resolution.ts'
import type { Prepared, Refused, AccountRequest } from '../../ports/account-creation.ts'
import type { Homeserver, NameAvailability } from '../../ports/homeserver.ts'
import { nonceLifeMs } from '../../ports/homeserver-kinds.ts'
import { synapseProofs } from '../client/proofs.ts'
import { fetchNonce, register } from '../shared-secret.ts'
import { type Admin, createAdmin } from './synapse-admin.ts'

export interface SynapseOptions {
  serverName: () => string
  sharedSecret: string
  /** An administrator's access token: gives reliable name checks, joining of rooms and deactivation. */
  adminToken: string | null
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
}

interface Parts {
  client: Client
  sharedSecret: string
  admin: Admin | null
  userId: (localpart: string) => string
}

/** Synapse with its registration shared secret. */
export function createSynapse(client: Client, options: SynapseOptions): Homeserver {
  const { serverName, sharedSecret, adminToken, clock, random } = options
  const admin = adminToken === null ? null : createAdmin(client, adminToken, clock)
  const userId = (localpart: string) => `@${localpart}:${serverName()}`
  const parts = { client, sharedSecret, admin, userId }
  return {
    kind: 'synapse',
    requires: { password: true, email: false },
    // Synapse hashes the NFKC form (its AuthHandler).
    passwordLimit: bcryptLimit('NFKC'),
    prepare: (request) => prepare(parts, request),
    check: (localpart, visitor) => check(parts, localpart, visitor),
    resolveOutcome: async (asked) =>
      resolveByLookup(asked, await find(parts, userId(asked.localpart))),
    verifyPassword: (localpart, password, visitor) =>
      verifyPassword(client, { localpart, password, visitor }),
    ping: () => pingHomeserver(client),
    examine: () => {
      const identity = { kind: 'synapse', serverName: serverName(), clock } as const
      return examine(client, identity, () => examineAccess(parts, random))
    },
    close: client.close,
    ...(admin ? withAdmin(admin, userId) : withoutAdmin(client, userId)),
  }
}

type Means = Partial<Homeserver>

/** An administrator's token acts for newcomers at any time. */
function withAdmin(admin: Admin, userId: Parts['userId']): Means {
  return {
    deactivate: (localpart) => admin.deactivate(userId(localpart)),
    actFor: async (localpart) => admin.actFor(userId(localpart)),
    canJoinRoom: admin.canJoinRoom,
    ends: admin.ends(userId),
    addMail: ({ localpart }, address) => admin.addMail(userId(localpart), address),
    lastSeen: (localpart) => admin.lastSeen(userId(localpart)),
    accountMadeAt: async (localpart) => {
      const known = await admin.find(userId(localpart))
      return typeof known === 'object' ? known.madeAt : null
    },
  }
}

/** With the secret alone, the registration itself gives the name and opens the session that acts. */
function withoutAdmin(client: Client, userId: Parts['userId']): Means {
  return {
    leavesSession: 'if_wanted',
    namesAccounts: true,
    bySession: bySession(client, { userId }),
    canJoinRoom: (room) => isRoom(client, room),
    joinRuleOf: (room) => joinRuleOf(client, room),
  }
}

/** Fetches the nonce last: the name check may be rate-limited, and a nonce expires. */
async function prepare(parts: Parts, request: AccountRequest): Promise<Prepared | Refused> {
  const { client, sharedSecret } = parts
  const { localpart, visitor } = request
  const free = await isFree(parts, request)
  if (free !== true && free !== null) return free
  const nonce = await fetchNonce(client, visitor)
  if (typeof nonce !== 'string') return nonce
  return {
    kind: 'prepared',
    free,
    create: async ({ password, displayName, withoutSession = false }, journal) => {
      if (!(await journal.asking(nonceLifeMs.synapse))) return superseded
      const isIntroducing = parts.admin === null && !withoutSession
      const names = parts.admin === null && { displayName }
      const account = { localpart, password, nonce, visitor, ...names, withSession: isIntroducing }
      const hide = [sharedSecret, password, nonce, localpart]
      const answer = await register(client, sharedSecret, account)
      return withSession(answer, readCreation(answer, { proofs: synapseProofs, hide }))
    },
  }
}

/** Asks the admin API; without it, looks for a profile. */
async function isFree(
  { client, admin, userId }: Parts,
  { localpart, visitor }: AccountRequest,
): Promise<true | null | Refused> {
  const availability = (await admin?.availability(localpart)) ?? 'unknown'
  if (availability === 'free') return true
  return refusalOf(availability) ?? unclaimed(client, userId(localpart), visitor)
}

/** A missing profile doesn't prove that the name is available: the account may be deactivated. */
async function check(
  { client, admin, userId }: Parts,
  localpart: string,
  visitor: string | null,
): Promise<NameAvailability> {
  if (admin) return admin.availability(localpart)
  const known = await findByProfile(client, userId(localpart), visitor)
  return typeof known === 'object' ? 'taken' : 'unknown'
}

async function find({ client, admin }: Parts, userId: string): Promise<Known> {
  const known = (await admin?.find(userId)) ?? 'unknown'
  return known === 'unknown' ? findByProfile(client, userId) : known
}

const newToken = 'Use the token of an administrator’s session that stays logged in.'

async function examineAccess(
  { client, sharedSecret, admin }: Parts,
  random: Random,
): Promise<Finding[]> {
  const secret = await examineSecret(client, sharedSecret, random)
  return admin === null ? [secret] : [secret, await examineAdminToken(admin)]
}

async function examineAdminToken(admin: Admin): Promise<Finding> {
  const { is, said } = await admin.verifyToken()
  if (is === 'yes') return fine('admin_token', 'The administrator’s access token is right.')
  if (is === 'no') {
    const sentence = `homeserver.admin_token is no administrator’s (${said}).`
    return error('admin_token', sentence, newToken)
  }
  return warning(
    'admin_token',
    `homeserver.admin_token could not be tested: ${said}.`,
    'Try again.',
  )
}
