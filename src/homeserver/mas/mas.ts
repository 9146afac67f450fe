import type { Client } from '../client/client.ts'
import { isRoom } from '../client/client-server.ts'
import { examineMas } from './examine-mas.ts'
import { examine } from '../examine/examine.ts'
import { resolveByLookup } from '../client/resolution.ts'
import type { PendingCreation, Resolution } from '../../ports/account-creation.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import type { MasAdmin } from './mas-admin.ts'
import { type MasParts, prepare, setPassword } from './mas-create.ts'
import { addMail } from './add-mail.ts'
import { masEnds } from './mas-ends.ts'

import { refuseWithout, siteOf } from './mas-site.ts'
import {
  pingBoth,
  findUser,
  isInUse,
  newcomerOf,
  deactivateUser,
  availabilityOf,
} from './mas-users.ts'

export interface MasDriverOptions extends Pick<MasParts, 'serverName' | 'clock'> {
  /** Whether newcomers are asked for an e-mail address. */
  email: boolean
}

/** Synapse with matrix-authentication-service. Creating an account takes two steps. */
export function createMas(client: Client, admin: MasAdmin, options: MasDriverOptions): Homeserver {
  const { serverName, clock } = options
  const parts = { client, admin, serverName, clock }
  const site = siteOf(admin, clock)
  const identity = () => ({ kind: 'mas', serverName: serverName(), clock }) as const
  return {
    kind: 'mas',
    requires: { password: true, email: options.email },
    passwordLimit: { max: 512, unit: 'characters', forms: ['NFC'] },
    prepare: async (request) =>
      (await refuseWithout(site, 'hasPasswords')) ?? prepare(parts, request),
    leastPasswordScore: async () => (await site()).leastScore,
    check: (localpart) => availabilityOf(admin, localpart),
    resolveOutcome: (asked) => resolveOutcome(admin, asked),
    secondStep: {
      ttlMs: 2 * 60_000,
      maxTtlMs: 2 * 60_000,
      take: (begun, account, journal) => setPassword(parts, begun, account, journal),
    },
    deactivate: async (localpart) => {
      const user = await findUser(admin, localpart)
      return user.kind === 'user' && (await deactivateUser(admin, user.id)) === 'absent'
    },
    actFor: (localpart, ref) => actFor(parts, localpart, ref),
    ends: masEnds(admin),
    addMail: (person, address) => addMail(admin, person, address),
    canJoinRoom: (room) => isRoom(client, room),
    ping: () => pingBoth(client, admin),
    examine: () => examine(client, identity(), () => examineMas(admin, identity())),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

type ActFor = NonNullable<Homeserver['actFor']>

async function actFor(
  { client, admin, serverName, clock }: MasParts,
  localpart: string,
  ref: string | null,
): ReturnType<ActFor> {
  const userId = `@${localpart}:${serverName()}`
  if (ref !== null) return newcomerOf(client, admin, { id: ref, userId, clock })
  const user = await findUser(admin, localpart)
  if (user.kind === 'refused') {
    const { reason, retryAfterMs, cause = reason } = user
    if (reason !== 'homeserver_busy') return { failed: `MAS: ${cause}` }
    return retryAfterMs === undefined ? {} : { retryAfterMs }
  }
  if (user.kind === 'absent' || user.isDisabled) return { failed: 'MAS has no such account in use' }
  return newcomerOf(client, admin, { id: user.id, userId, clock })
}

/**
 * Deactivates an account of ours without a password, as nobody could ever sign in, and the place is
 * released. An account that may have a password is never deactivated: it counts as created once
 * somebody has signed in. An account requested by an earlier driver always has its password.
 */
async function resolveOutcome(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  if (asked.ref !== null)
    return asked.expired ? resolveUnfinished(admin, asked, asked.ref) : 'undecided'
  const user = await findUser(admin, asked.localpart)
  if (user.kind === 'absent') return 'absent'
  if (user.kind === 'refused') return 'undecided'
  const verdict = resolveByLookup(asked, user)
  return verdict === 'created' && asked.sameDriver
    ? resolveUnfinished(admin, asked, user.id)
    : verdict
}

async function resolveUnfinished(
  admin: MasAdmin,
  asked: PendingCreation,
  id: string,
): Promise<Resolution> {
  const inUse = await isInUse(admin, id)
  // If no id was stored, a sign-in may be another person's, as the user was found only by name.
  if (inUse === 'yes') return asked.ref === null ? 'undecided' : 'created'
  if (inUse === 'unknown' || asked.passwordAsked || !(await asked.claim())) return 'undecided'
  return deactivateUser(admin, id)
}
