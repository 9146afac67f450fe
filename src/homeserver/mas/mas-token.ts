import { superseded } from '../../ports/superseded.ts'
import type { Client } from '../client/client.ts'
import { examineMas } from './examine-mas.ts'
import { examine } from '../examine/examine.ts'
import { judge } from '../client/resolution.ts'
import type {
  PendingCreation,
  Begun,
  Resolution,
  Homeserver,
  Journal,
  NewAccount,
  Outcome,
  Prepared,
  Refused,
} from '../../ports/homeserver.ts'
import { type MasAnswer, masRefusal, type MasAdmin, readResource } from './mas-admin.ts'
import { bothAnswer, findUser, standingOf } from './mas-users.ts'

interface Options {
  serverName: () => string
  clock: () => number
}

/** A place stays held so long after the person's page last showed that it is open, in ms. */
const codeTtlMs = 10 * 60_000

/** As long as MAS gives somebody to get through its form. */
const maxCodeTtlMs = 60 * 60_000

/**
 * Synapse with matrix-authentication-service, whose own form people go through. An account here is a
 * registration token for one person: whether it was used tells whether there is an account.
 */
export function createMasToken(client: Client, admin: MasAdmin, options: Options): Homeserver {
  const { serverName, clock } = options
  const identity = () => ({ kind: 'mas-token', serverName: serverName(), clock }) as const
  return {
    kind: 'mas-token',
    requires: { password: false, email: false },
    prepare: ({ localpart }) => prepare(admin, localpart, clock),
    check: (localpart) => standingOf(admin, localpart),
    resolveOutcome: (asked) => resolveOutcome(admin, asked),
    secondStep: {
      ttlMs: codeTtlMs,
      maxTtlMs: maxCodeTtlMs,
      take: (begun, _, journal) => comeBack(admin, begun, journal),
    },
    ping: () => bothAnswer(client, admin),
    examine: () => examine(client, identity(), () => examineMas(admin, identity())),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

async function prepare(
  admin: MasAdmin,
  localpart: string,
  clock: () => number,
): Promise<Prepared | Refused> {
  const [user, issuer] = await Promise.all([findUser(admin, localpart), admin.issuer()])
  if (user.kind === 'refused') return user
  if (user.kind === 'user') return { kind: 'refused', reason: 'name_taken' }
  if (typeof issuer !== 'string') return issuer
  // No table is needed: whatever is answered, a token that nobody was given makes no account.
  const create = async (_: NewAccount, journal: Journal): Promise<Outcome> => {
    if (!(await journal.asking(0))) return superseded
    const answer = await mint(admin, clock() + maxCodeTtlMs)
    const token = readToken(answer)
    if (!token) return masRefusal('the registration token', answer)
    await journal.keep(token.id)
    return handOver(issuer, localpart, token.code)
  }
  return { kind: 'prepared', free: true, create }
}

function mint(admin: MasAdmin, until: number): Promise<MasAnswer> {
  return admin.call({
    name: 'mas mint',
    method: 'POST',
    path: '/user-registration-tokens',
    body: { usage_limit: 1, expires_at: new Date(until).toISOString() },
  })
}

/** Its form takes a name from the address; the code is asked for later on. */
function handOver(issuer: string, localpart: string, code: string): Outcome {
  const url = new URL('register/password', issuer)
  url.searchParams.set('username', localpart)
  return { kind: 'handed_over', url: url.href, code }
}

async function comeBack(
  admin: MasAdmin,
  { ref, localpart }: Begun,
  journal: Journal,
): Promise<Outcome> {
  if (!(await journal.asking(0))) return { ...superseded, kind: 'unfinished' }
  const [answer, issuer] = await Promise.all([readOne(admin, ref), admin.issuer()])
  const token = readToken(answer)
  if (token?.used) return { kind: 'created' }
  if (token && typeof issuer === 'string') return handOver(issuer, localpart, token.code)
  return { kind: 'unknown', cause: 'the registration token could not be asked for' }
}

/** While the person may still be at the form, only a used token decides. Then it is revoked first. */
async function resolveOutcome(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  if (asked.ref === null) return asked.sameDriver ? 'absent' : fateByName(admin, asked)
  const token = readToken(await readOne(admin, asked.ref))
  if (!token) return 'undecided'
  if (token.used) return 'created'
  if (!asked.expired) return 'undecided'
  const last = token.revoked ? token : readToken(await revoke(admin, asked.ref))
  if (!last) return 'undecided'
  return last.used ? 'created' : 'absent'
}

async function fateByName(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  const user = await findUser(admin, asked.localpart)
  if (user.kind === 'absent') return 'absent'
  return judge(asked, user.kind === 'user' ? user : 'unknown')
}

function readOne(admin: MasAdmin, id: string): Promise<MasAnswer> {
  return admin.call({ name: 'mas token state', method: 'GET', path: tokenPath(id) })
}

function revoke(admin: MasAdmin, id: string): Promise<MasAnswer> {
  const path = `${tokenPath(id)}/revoke`
  return admin.call({ name: 'mas token end', method: 'POST', path, body: {} })
}

function tokenPath(id: string): string {
  return `/user-registration-tokens/${encodeURIComponent(id)}`
}

function readToken(answer: MasAnswer) {
  const resource = readResource(answer)
  if (!resource) return undefined
  const { token, times_used: times, revoked_at: revokedAt } = resource.attributes
  return {
    id: resource.id,
    code: String(token),
    used: Number(times) > 0,
    revoked: revokedAt !== null,
  }
}
