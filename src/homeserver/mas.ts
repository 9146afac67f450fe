import { readCreation, superseded } from './answers.ts'
import type { Client } from './client.ts'
import { isRoom } from './client-server.ts'
import { examineMas } from './examine-mas.ts'
import { examine } from './examine.ts'
import { judge } from './fate.ts'
import type {
  Asked,
  Begun,
  Fate,
  Homeserver,
  Journal,
  NewAccount,
  Outcome,
  Prepared,
  Refused,
  Wish,
} from './homeserver.ts'
import { type MasAdmin, type MasAnswer, readResource, titleOf } from './mas-admin.ts'
import {
  addEmail,
  bothAnswer,
  findUser,
  isInUse,
  isOurs,
  newcomerOf,
  shutUser,
  standingOf,
} from './mas-users.ts'
import { leastScoreOf } from './mas-passwords.ts'
import { masPasswordProofs, masProofs } from './proofs.ts'

export interface MasDriverOptions {
  serverName: () => string
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
  const identity = () => ({ kind: 'mas', serverName: serverName(), clock }) as const
  return {
    kind: 'mas',
    asks: { password: true, email: options.email },
    prepare: (wish) => prepare(parts, wish),
    leastPasswordScore: leastScoreOf(admin, clock),
    check: (localpart) => standingOf(admin, localpart),
    fate: (asked) => fate(admin, asked),
    secondStep: {
      patience: 2 * 60_000,
      longest: 2 * 60_000,
      take: (begun, account, journal) => setPassword(parts, begun, account, journal),
    },
    deactivate: async (localpart) => {
      const user = await findUser(admin, localpart)
      return user.kind === 'user' && (await shutUser(admin, user.id)) === 'absent'
    },
    reaches: (room) => isRoom(client, room),
    answers: () => bothAnswer(client, admin),
    examine: () => examine(client, identity(), () => examineMas(admin, identity())),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

/** Somebody who tries again after a lost answer may find the user that their first try made. */
async function prepare(parts: Parts, wish: Wish): Promise<Prepared | Refused> {
  const { localpart, freeSince = null } = wish
  const user = await findUser(parts.admin, localpart)
  switch (user.kind) {
    case 'refused':
      return user
    case 'absent': {
      const name = { localpart, freeSince: user.since }
      const create: Prepared['create'] = (account, journal) =>
        makeUser(parts, name, account, journal)
      return { kind: 'prepared', free: true, freeSince: user.since, create }
    }
    case 'user':
      if (freeSince === null) return taken('MAS has a user of this name')
      return {
        kind: 'prepared',
        free: true,
        freeSince,
        create: (account, journal) => finish(parts, { localpart, freeSince }, account, journal),
      }
  }
}

interface Name {
  localpart: string
  /** When MAS said that nobody had it. */
  freeSince: number | null
}

/** The id is kept between the two steps, so that a crash loses nothing. */
async function makeUser(
  parts: Parts,
  name: Name,
  account: NewAccount,
  journal: Journal,
): Promise<Outcome> {
  const { localpart } = name
  const body = { username: localpart }
  const call = { name: 'mas register', method: 'POST', path: '/users', body } as const
  const answer = await parts.admin.call(call, journal.asking)
  if (answer.kind === 'refused') return answer
  const user = readResource(answer)
  if (user) return begin(parts, { ref: user.id, localpart }, account, journal)
  const hide = [localpart]
  const outcome = readCreation(answer, { proofs: masProofs, codeOf: titleOf, hide })
  // MAS asks Synapse too: a reserved name may be one that this very request, sent twice, took.
  const isContested =
    outcome.kind === 'contested' ||
    (outcome.kind === 'refused' && outcome.reason === 'name_reserved')
  return isContested ? finish(parts, name, account, journal, outcome) : outcome
}

/**
 * The name is taken now. A password is set on a user that is found by name only if it came to be after
 * MAS said that nobody had the name, and nobody has signed in with it or given it an address.
 */
async function finish(
  parts: Parts,
  { localpart, freeSince }: Name,
  account: NewAccount,
  journal: Journal,
  otherwise: Outcome = taken('the name is taken, by a user that is not ours'),
): Promise<Outcome> {
  const user = await findUser(parts.admin, localpart)
  if (user.kind === 'refused') return asUnknown(user)
  if (user.kind === 'absent') return asRefused(otherwise)
  const ours = await isOurs(parts.admin, user, freeSince)
  if (ours === 'yes') return begin(parts, { ref: user.id, localpart }, account, journal)
  return ours === 'no' ? asRefused(otherwise) : { kind: 'unknown', cause: 'whose user it is' }
}

/** A request went out before, so that a refusal to look proves nothing; a 429 may be waited for. */
function asUnknown({ cause, reason, retryAfterMs }: Refused): Outcome {
  const limited = retryAfterMs === undefined ? {} : { retryAfterMs }
  const isLimited = reason === 'homeserver_busy'
  return { kind: 'unknown', cause: cause ?? reason, ...(isLimited && { limited }) }
}

/** It was found out about as well as it can be. */
function asRefused(outcome: Outcome): Outcome {
  return outcome.kind === 'contested' ? taken(outcome.cause) : outcome
}

function taken(cause: string): Refused {
  return { kind: 'refused', reason: 'name_taken', cause }
}

async function begin(
  parts: Parts,
  begun: Begun,
  account: NewAccount,
  journal: Journal,
): Promise<Outcome> {
  await journal.keep(begun.ref)
  return setPassword(parts, begun, account, journal)
}

async function setPassword(
  { admin, client, serverName, clock }: Parts,
  { ref: id, localpart }: Begun,
  { password, email }: NewAccount,
  journal: Journal,
): Promise<Outcome> {
  if (!(await journal.settingPassword())) return superseded
  const path = `/users/${encodeURIComponent(id)}/set-password`
  const call = { name: 'mas password', method: 'POST', path, body: { password } } as const
  const answer = await admin.call(call)
  if (answer.kind === 'answered' && answer.status === 204) {
    if (email !== null) await addEmail(admin, id, email)
    const userId = `@${localpart}:${serverName()}`
    return { kind: 'created', newcomer: newcomerOf(client, admin, { id, userId, clock }) }
  }
  const outcome = readPassword(answer, [password, localpart])
  if (outcome.kind === 'unfinished') await journal.passwordRefused()
  return outcome
}

function readPassword(answer: MasAnswer, hide: string[]): Outcome {
  const reading = { proofs: masPasswordProofs, codeOf: titleOf, hide }
  const outcome = answer.kind === 'refused' ? answer : readCreation(answer, reading)
  // Whatever it refused, the user is there.
  if (outcome.kind === 'refused') return { ...outcome, kind: 'unfinished' }
  if (outcome.kind === 'unknown') return outcome
  const cause = 'cause' in outcome && outcome.cause ? outcome.cause : 'the password was not set'
  return { kind: 'unknown', cause }
}

/**
 * An account of ours that has no password is shut, as nobody could ever sign in, and the place comes
 * back. One that may have its password is never shut: that somebody signed in tells that it has. One
 * that an earlier driver asked for has its password.
 */
async function fate(admin: MasAdmin, asked: Asked): Promise<Fate> {
  if (asked.ref !== null) return asked.over ? fateOfHalf(admin, asked, asked.ref) : 'undecided'
  const user = await findUser(admin, asked.localpart)
  if (user.kind === 'absent') return 'absent'
  if (user.kind === 'refused') return 'undecided'
  const verdict = judge(asked, user)
  return verdict === 'created' && asked.here ? fateOfHalf(admin, asked, user.id) : verdict
}

async function fateOfHalf(admin: MasAdmin, asked: Asked, id: string): Promise<Fate> {
  const inUse = await isInUse(admin, id)
  // Without a first answer, and without a password of ours, whoever signed in is somebody else.
  if (inUse === 'yes') return asked.ref === null ? 'undecided' : 'created'
  if (inUse === 'unknown' || asked.passwordAsked || !(await asked.claim())) return 'undecided'
  return shutUser(admin, id)
}
