import { superseded } from '../../ports/superseded.ts'
import type { Client } from '../client/client.ts'
import { examineMas } from './examine-mas.ts'
import { findMadeName } from './made-name.ts'
import { refuseWithout, siteOf } from './mas-site.ts'
import { examine } from '../examine/examine.ts'
import { resolveByLookup } from '../client/resolution.ts'
import type {
  PendingCreation,
  Begun,
  HandOver,
  Resolution,
  Journal,
  NewAccount,
  Outcome,
  Prepared,
  Refused,
} from '../../ports/account-creation.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { type MasAnswer, masRefusal, type MasAdmin, readResource } from './mas-admin.ts'
import { pingBoth, findUser, availabilityOf } from './mas-users.ts'

interface Options {
  serverName: () => string
  clock: () => number
}

/** How long a place is held after the last sign that the person's page is open, in ms. */
const codeTtlMs = 10 * 60_000

/** The time that MAS allows for completing its form. */
const maxCodeTtlMs = 60 * 60_000

/**
 * Synapse with matrix-authentication-service, where people use the form of MAS. Latchkey creates a
 * registration token for one person; the account exists if the token was used.
 */
export function createMasToken(client: Client, admin: MasAdmin, options: Options): Homeserver {
  const { serverName, clock } = options
  const site = siteOf(admin, clock)
  const identity = () => ({ kind: 'mas-token', serverName: serverName(), clock }) as const
  return {
    kind: 'mas-token',
    requires: { password: false, email: false },
    formAsksForEmail: async () => (await site()).asksForEmail,
    prepare: async ({ localpart }) =>
      (await refuseWithout(site, 'hasForm')) ?? prepare(admin, localpart, clock),
    check: (localpart) => availabilityOf(admin, localpart),
    resolveOutcome: (asked) => resolveOutcome(admin, asked),
    madeName: (begun) => findMadeName(admin, begun, () => readOne(admin, begun.ref)),
    secondStep: {
      ttlMs: codeTtlMs,
      maxTtlMs: maxCodeTtlMs,
      take: (begun, _, journal) => continueCreation(admin, begun, journal),
      findHandOver: (begun) => findHandOver(admin, begun),
    },
    ping: () => pingBoth(client, admin),
    examine: () => examine(client, identity(), () => examineMas(admin, identity())),
    close: async () => void (await Promise.all([client.close(), admin.close()])),
  }
}

async function prepare(
  admin: MasAdmin,
  localpart: string,
  clock: () => number,
): Promise<Prepared | Refused> {
  const [user, browserUrl] = await Promise.all([findUser(admin, localpart), admin.browserUrl()])
  if (user.kind === 'refused') return user
  if (user.kind === 'user') return { kind: 'refused', reason: 'name_taken' }
  if (typeof browserUrl !== 'string') return browserUrl
  // No table of proofs is needed: a token that nobody has received can't create an account.
  const create = async (_: NewAccount, journal: Journal): Promise<Outcome> => {
    if (!(await journal.asking(0))) return superseded
    const answer = await mint(admin, clock() + maxCodeTtlMs)
    const token = readToken(answer)
    if (!token) return masRefusal('the registration token', answer)
    await journal.keep(token.id)
    return { kind: 'handed_over', ...handOver(browserUrl, localpart, token.code) }
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

/** The form of MAS reads the name from the URL and asks for the code later. */
function handOver(browserUrl: string, localpart: string, code: string): HandOver {
  const url = new URL('register/password', browserUrl)
  url.searchParams.set('username', localpart)
  return { url: url.href, code }
}

async function continueCreation(
  admin: MasAdmin,
  { ref, localpart }: Begun,
  journal: Journal,
): Promise<Outcome> {
  if (!(await journal.asking(0))) return { ...superseded, kind: 'unfinished' }
  const [answer, browserUrl] = await Promise.all([readOne(admin, ref), admin.browserUrl()])
  const token = readToken(answer)
  if (token?.used) return { kind: 'created' }
  if (token && typeof browserUrl === 'string') {
    return { kind: 'handed_over', ...handOver(browserUrl, localpart, token.code) }
  }
  return { kind: 'unknown', cause: 'the registration token could not be fetched' }
}

async function findHandOver(
  admin: MasAdmin,
  { ref, localpart }: Begun,
): Promise<HandOver | 'unanswered'> {
  const [answer, browserUrl] = await Promise.all([readOne(admin, ref), admin.browserUrl()])
  const token = readToken(answer)
  if (!token || typeof browserUrl !== 'string') return 'unanswered'
  return handOver(browserUrl, localpart, token.code)
}

/** While the person may still use the form, only a used token decides. Afterwards the token is revoked. */
async function resolveOutcome(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  if (asked.ref === null) return asked.sameDriver ? 'absent' : resolveByName(admin, asked)
  const token = readToken(await readOne(admin, asked.ref))
  if (!token) return 'undecided'
  if (token.used) return 'created'
  if (!asked.expired) return 'undecided'
  const last = token.revoked ? token : readToken(await revoke(admin, asked.ref))
  if (!last) return 'undecided'
  return last.used ? 'created' : 'absent'
}

async function resolveByName(admin: MasAdmin, asked: PendingCreation): Promise<Resolution> {
  const user = await findUser(admin, asked.localpart)
  if (user.kind === 'absent') return 'absent'
  return resolveByLookup(asked, user.kind === 'user' ? user : 'unknown')
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
