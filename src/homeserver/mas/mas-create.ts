import { readCreation } from '../client/answers.ts'
import { superseded } from '../../ports/superseded.ts'
import type { Client } from '../client/client.ts'
import type {
  Begun,
  Journal,
  NewAccount,
  Outcome,
  Prepared,
  Refused,
  AccountRequest,
} from '../../ports/account-creation.ts'
import { type MasAdmin, type MasAnswer, readResource, titleOf } from './mas-admin.ts'
import { addEmail, findUser, isOurs } from './mas-users.ts'
import { masPasswordProofs, masProofs } from '../client/proofs.ts'

/* Creates a user of matrix-authentication-service in two steps: the user, then the password. */

export interface MasParts {
  client: Client
  admin: MasAdmin
  serverName: () => string
  /** Milliseconds since 1970. */
  clock: () => number
}

/** On a retry after a lost answer, the user of the first attempt may exist and can be adopted. */
export async function prepare(
  parts: MasParts,
  request: AccountRequest,
): Promise<Prepared | Refused> {
  const { localpart, freeSince = null } = request
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
        create: (account, journal) => adoptUser(parts, { localpart, freeSince }, account, journal),
      }
  }
}

interface Name {
  localpart: string
  /** When MAS reported the name free. */
  freeSince: number | null
}

/** Stores the id between the two steps, so that a crash loses nothing. */
async function makeUser(
  parts: MasParts,
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
  if (user) return keepAndSetPassword(parts, { ref: user.id, localpart }, account, journal)
  const hide = [localpart]
  const outcome = readCreation(answer, { proofs: masProofs, codeOf: titleOf, hide })
  // MAS asks Synapse, too: "reserved" may be the effect of this request if a proxy sent it twice.
  const isContested =
    outcome.kind === 'contested' ||
    (outcome.kind === 'refused' && outcome.reason === 'name_reserved')
  return isContested ? adoptUser(parts, name, account, journal, outcome) : outcome
}

/**
 * The name is taken now, perhaps by our own request. A password is set on a user found by name only if
 * the user was created after MAS reported the name free, never signed in and has no e-mail address.
 */
async function adoptUser(
  parts: MasParts,
  { localpart, freeSince }: Name,
  account: NewAccount,
  journal: Journal,
  otherwise: Outcome = taken('the name is taken by another person’s user'),
): Promise<Outcome> {
  const user = await findUser(parts.admin, localpart)
  if (user.kind === 'refused') return asUnknown(user)
  if (user.kind === 'absent') return asRefused(otherwise)
  const ours = await isOurs(parts.admin, user, freeSince)
  if (ours === 'yes')
    return keepAndSetPassword(parts, { ref: user.id, localpart }, account, journal)
  return ours === 'no'
    ? asRefused(otherwise)
    : { kind: 'unknown', cause: 'whose user it is could not be found out' }
}

/** A request was sent before, so a failed look-up proves nothing. After a 429 it can be retried. */
function asUnknown({ cause, reason, retryAfterMs }: Refused): Outcome {
  const limited = retryAfterMs === undefined ? {} : { retryAfterMs }
  const isLimited = reason === 'homeserver_busy'
  return { kind: 'unknown', cause: cause ?? reason, ...(isLimited && { limited }) }
}

/** After the look-up a contested name is certainly not ours, so it is a refusal. */
function asRefused(outcome: Outcome): Outcome {
  return outcome.kind === 'contested' ? taken(outcome.cause) : outcome
}

function taken(cause: string): Refused {
  return { kind: 'refused', reason: 'name_taken', cause }
}

async function keepAndSetPassword(
  parts: MasParts,
  begun: Begun,
  account: NewAccount,
  journal: Journal,
): Promise<Outcome> {
  await journal.keep(begun.ref)
  return setPassword(parts, begun, account, journal)
}

/** The second step. */
export async function setPassword(
  { admin }: MasParts,
  { ref: id, localpart }: Begun,
  { password, email }: NewAccount,
  journal: Journal,
): Promise<Outcome> {
  // The user exists: settling deactivates it, and only then releases the place.
  if (!(await journal.settingPassword())) return { ...superseded, kind: 'unfinished' }
  const path = `/users/${encodeURIComponent(id)}/set-password`
  const call = { name: 'mas password', method: 'POST', path, body: { password } } as const
  const answer = await admin.call(call)
  if (answer.kind === 'answered' && answer.status === 204) {
    if (email !== null) await addEmail(admin, id, email)
    return { kind: 'created' }
  }
  const outcome = readPassword(answer, [password, localpart])
  if (outcome.kind === 'unfinished') await journal.passwordRefused()
  return outcome
}

function readPassword(answer: MasAnswer, hide: string[]): Outcome {
  const reading = { proofs: masPasswordProofs, codeOf: titleOf, hide }
  const outcome = answer.kind === 'refused' ? answer : readCreation(answer, reading)
  // The user exists in any case, so a refusal leaves step two unfinished.
  if (outcome.kind === 'refused') return { ...outcome, kind: 'unfinished' }
  if (outcome.kind === 'unknown') return outcome
  const cause = 'cause' in outcome && outcome.cause ? outcome.cause : 'the password was not set'
  return { kind: 'unknown', cause }
}
