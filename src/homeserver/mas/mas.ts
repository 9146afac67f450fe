import type { Client } from '../client/client.ts'
import { isRoom } from '../client/client-server.ts'
import { examineMas } from './examine-mas.ts'
import { examine } from '../examine/examine.ts'
import { judge } from '../client/resolution.ts'
import type { PendingCreation, Resolution, Homeserver } from '../../ports/homeserver.ts'
import type { MasAdmin } from './mas-admin.ts'
import { type MasParts, prepare, setPassword } from './mas-create.ts'
import { leastScoreOf } from './mas-passwords.ts'
import { bothAnswer, findUser, isInUse, shutUser, standingOf } from './mas-users.ts'

export interface MasDriverOptions extends Pick<MasParts, 'serverName' | 'clock'> {
  /** Newcomers are asked for an e-mail address. */
  email: boolean
}

/** Synapse that leaves its people to matrix-authentication-service. An account takes two steps. */
export function createMas(client: Client, admin: MasAdmin, options: MasDriverOptions): Homeserver {
  const { serverName, clock } = options
  const parts = { client, admin, serverName, clock }
  const identity = () => ({ kind: 'mas', serverName: serverName(), clock }) as const
  return {
    kind: 'mas',
    requires: { password: true, email: options.email },
    prepare: (wish) => prepare(parts, wish),
    leastPasswordScore: leastScoreOf(admin, clock),
    check: (localpart) => standingOf(admin, localpart),
    resolveOutcome: (asked) => resolveOutcome(admin, asked),
    secondStep: {
      ttlMs: 2 * 60_000,
      maxTtlMs: 2 * 60_000,
      take: (begun, account, journal) => setPassword(parts, begun, account, journal),
    },
    deactivate: async (localpart) => {
      const user = await findUser(admin, localpart)
      return user.kind === 'user' && (await shutUser(admin, user.id)) === 'absent'
    },
    canJoinRoom: (room) => isRoom(client, room),
    ping: () => bothAnswer(client, admin),
    examine: () => examine(client, identity(), () => examineMas(admin, identity())),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

/**
 * An account of ours that has no password is shut, as nobody could ever sign in, and the place comes
 * back. One that may have its password is never shut: that somebody signed in tells that it has. One
 * that an earlier driver asked for has its password.
 */
async function resolveOutcome(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  if (asked.ref !== null) return asked.expired ? resolveHalf(admin, asked, asked.ref) : 'undecided'
  const user = await findUser(admin, asked.localpart)
  if (user.kind === 'absent') return 'absent'
  if (user.kind === 'refused') return 'undecided'
  const verdict = judge(asked, user)
  return verdict === 'created' && asked.sameDriver ? resolveHalf(admin, asked, user.id) : verdict
}

async function resolveHalf(
  admin: MasAdmin,
  asked: PendingCreation,
  id: string,
): Promise<Resolution> {
  const inUse = await isInUse(admin, id)
  // Without a first answer, and without a password of ours, whoever signed in is somebody else.
  if (inUse === 'yes') return asked.ref === null ? 'undecided' : 'created'
  if (inUse === 'unknown' || asked.passwordAsked || !(await asked.claim())) return 'undecided'
  return shutUser(admin, id)
}
