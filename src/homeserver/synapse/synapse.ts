import type { Random } from '../../shared/ids.ts'
import { error, fine, type Finding } from '../../shared/finding.ts'
import { readCreation, refusalOf } from '../client/answers.ts'
import { superseded } from '../../ports/superseded.ts'
import type { Client } from '../client/client.ts'
import {
  answersVersions,
  findByProfile,
  verifyPassword,
  unclaimed,
} from '../client/client-server.ts'
import { examine } from '../examine/examine.ts'
import { examineSecret } from '../examine/examine-secret.ts'
import { judge, type Known } from '../client/resolution.ts'
import type {
  Homeserver,
  Prepared,
  Refused,
  NameAvailability,
  AccountRequest,
} from '../../ports/homeserver.ts'
import { nonceLifeMs } from '../../ports/homeserver-kinds.ts'
import { synapseProofs } from '../client/proofs.ts'
import { fetchNonce, register } from '../shared-secret.ts'
import { type Admin, createAdmin } from './synapse-admin.ts'

export interface SynapseOptions {
  serverName: () => string
  sharedSecret: string
  /** An administrator's access token: with it names are checked for certain, and more can be done. */
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
  const admin = adminToken === null ? null : createAdmin(client, adminToken)
  const userId = (localpart: string) => `@${localpart}:${serverName()}`
  const parts = { client, sharedSecret, admin, userId }
  return {
    kind: 'synapse',
    requires: { password: true, email: false },
    prepare: (wish) => prepare(parts, wish),
    check: (localpart, visitor) => check(parts, localpart, visitor),
    resolveOutcome: async (asked) => judge(asked, await find(parts, userId(asked.localpart))),
    verifyPassword: (localpart, password, visitor) =>
      verifyPassword(client, { localpart, password, visitor }),
    ping: () => answersVersions(client),
    examine: () => {
      const identity = { kind: 'synapse', serverName: serverName(), clock } as const
      return examine(client, identity, () => examineAccess(parts, random))
    },
    close: client.close,
    ...(admin && {
      deactivate: (localpart) => admin.deactivate(userId(localpart)),
      canJoinRoom: admin.canJoinRoom,
    }),
  }
}

/** The nonce comes last: the question about the name may have to wait, and a nonce dies. */
async function prepare(parts: Parts, wish: AccountRequest): Promise<Prepared | Refused> {
  const { client, sharedSecret, admin, userId } = parts
  const { localpart, visitor } = wish
  const free = await isFree(parts, wish)
  if (free !== true && free !== null) return free
  const nonce = await fetchNonce(client, visitor)
  if (typeof nonce !== 'string') return nonce
  return {
    kind: 'prepared',
    free,
    create: async ({ password }, journal) => {
      if (!(await journal.asking(nonceLifeMs.synapse))) return superseded
      const account = { localpart, password, nonce, visitor }
      const hide = [sharedSecret, password, nonce, localpart]
      const answer = await register(client, sharedSecret, account)
      const outcome = readCreation(answer, { proofs: synapseProofs, hide })
      if (outcome.kind !== 'created' || !admin) return outcome
      return { kind: 'created', newcomer: admin.actFor(userId(localpart)) }
    },
  }
}

/** By the administrator's word; without one, by there being no profile. */
async function isFree(
  { client, admin, userId }: Parts,
  { localpart, visitor }: AccountRequest,
): Promise<true | null | Refused> {
  const standing = (await admin?.standing(localpart)) ?? 'unknown'
  if (standing === 'free') return true
  return refusalOf(standing) ?? unclaimed(client, userId(localpart), visitor)
}

/** That there is no profile doesn't say that the name can be had: it may be a shut account's. */
async function check(
  { client, admin, userId }: Parts,
  localpart: string,
  visitor: string | null,
): Promise<NameAvailability> {
  if (admin) return admin.standing(localpart)
  const known = await findByProfile(client, userId(localpart), visitor)
  return typeof known === 'object' ? 'taken' : 'unknown'
}

async function find({ client, admin }: Parts, userId: string): Promise<Known> {
  const known = (await admin?.find(userId)) ?? 'unknown'
  return known === 'unknown' ? findByProfile(client, userId) : known
}

const newToken = 'Take a new one from a session of an administrator that nobody logs out.'

async function examineAccess(
  { client, sharedSecret, admin }: Parts,
  random: Random,
): Promise<Finding[]> {
  const secret = await examineSecret(client, sharedSecret, random)
  const proven = await admin?.proves()
  if (proven === undefined) return [secret]
  return [
    secret,
    proven === true
      ? fine('admin_token', 'The administrator’s access token is right.')
      : error('admin_token', `homeserver.admin_token is no administrator’s (${proven}).`, newToken),
  ]
}
