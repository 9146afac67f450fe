import { unavailable } from './answers.ts'
import type { Answered, Client, Failed } from './client.ts'
import { isRoom } from './client-server.ts'
import { examineMas } from './examine-mas.ts'
import { examine } from './examine.ts'
import { judge } from './fate.ts'
import type {
  Asked,
  Begun,
  Fate,
  Homeserver,
  NewAccount,
  Outcome,
  Prepared,
  Refused,
} from './homeserver.ts'
import { masRefusal, type MasAdmin, readResource, titlesOf } from './mas-admin.ts'
import { addEmail, bothAnswer, findUser, newcomerOf, shutUser, standingOf } from './mas-users.ts'

export interface MasDriverOptions {
  serverName: string
  /** Newcomers are asked for an e-mail address. */
  email: boolean
  /** Milliseconds since 1970. */
  clock: () => number
}

interface Parts extends MasDriverOptions {
  client: Client
  admin: MasAdmin
}

/** Synapse that leaves its people to matrix-authentication-service. An account takes two steps. */
export function createMas(client: Client, admin: MasAdmin, options: MasDriverOptions): Homeserver {
  const parts = { client, admin, ...options }
  const { serverName, clock } = options
  const identity = { kind: 'mas', serverName, clock } as const
  return {
    kind: 'mas',
    asks: { password: true, email: options.email },
    prepare: ({ localpart }) => prepare(parts, localpart),
    check: (localpart) => standingOf(admin, localpart),
    fate: (asked) => fate(admin, asked),
    secondStep: {
      patience: 15 * 60_000,
      take: (begun, account) => setPassword(parts, begun, account),
    },
    deactivate: async (localpart) => {
      const user = await findUser(admin, localpart)
      return (
        typeof user === 'object' && 'id' in user && (await shutUser(admin, user.id)) === 'absent'
      )
    },
    reaches: (room) => isRoom(client, room),
    answers: () => bothAnswer(client, admin),
    examine: () => examine(client, identity, () => examineMas(admin, identity)),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

async function prepare(parts: Parts, localpart: string): Promise<Prepared | Refused> {
  const user = await findUser(parts.admin, localpart)
  if (user === 'absent') {
    return { kind: 'prepared', free: true, create: (account) => create(parts, localpart, account) }
  }
  return 'id' in user ? { kind: 'refused', reason: 'name_taken' } : user
}

/**
 * The password goes only to the id that this very 201 gives: an id found by name could be somebody
 * else's. Between the two steps the id is kept, so that a crash loses nothing.
 */
async function create(
  parts: Parts,
  localpart: string,
  { keep, ...account }: NewAccount,
): Promise<Outcome> {
  const answer = await parts.admin.call({
    name: 'mas register',
    method: 'POST',
    path: '/users',
    body: { username: localpart },
  })
  const user = readResource(answer)
  if (!user) return readRefusal(answer)
  await keep(user.id)
  return setPassword(parts, { ref: user.id, localpart }, account)
}

function readRefusal(answer: Answered | Failed): Outcome {
  if (answer.kind === 'failed') {
    return answer.sent ? { kind: 'unknown', cause: answer.cause } : unavailable(answer.cause)
  }
  const [title] = titlesOf(answer)
  switch (answer.status) {
    case 409:
      return title === 'Username is reserved by the homeserver'
        ? { kind: 'refused', reason: 'name_reserved' }
        : { kind: 'refused', reason: 'name_taken' }
    case 400:
      if (title === 'Username is not valid') return { kind: 'refused', reason: 'name_invalid' }
  }
  if (answer.status >= 400 && answer.status < 500 && title !== undefined) {
    return masRefusal('the account', answer)
  }
  return { kind: 'unknown', cause: `the account was answered ${answer.status}` }
}

async function setPassword(
  { admin, client, serverName, clock }: Parts,
  { ref: id, localpart }: Begun,
  { password, email }: Omit<NewAccount, 'keep'>,
): Promise<Outcome> {
  const answer = await admin.call({
    name: 'mas password',
    method: 'POST',
    path: `/users/${encodeURIComponent(id)}/set-password`,
    body: { password },
  })
  if (answer.kind === 'failed') return { kind: 'unknown', cause: answer.cause }
  const [title] = titlesOf(answer)
  if (answer.status === 204) {
    if (email !== null) await addEmail(admin, id, email)
    const userId = `@${localpart}:${serverName}`
    return { kind: 'created', newcomer: newcomerOf(client, admin, { id, userId, clock }) }
  }
  if (title === 'Password is too weak') return { kind: 'unfinished', reason: 'password_refused' }
  return { kind: 'unknown', cause: `the password was answered ${answer.status} ${title}` }
}

/**
 * An account of ours that is still open has no password, and nobody could ever sign in: it is shut,
 * and the place comes back. One that an earlier driver asked for has its password.
 */
async function fate(admin: MasAdmin, asked: Asked): Promise<Fate> {
  if (asked.ref !== null) return asked.over ? shutUser(admin, asked.ref) : 'undecided'
  const user = await findUser(admin, asked.localpart)
  if (user === 'absent') return 'absent'
  if (!('id' in user)) return 'undecided'
  const verdict = judge(asked, user)
  return verdict === 'created' && asked.here ? shutUser(admin, user.id) : verdict
}
