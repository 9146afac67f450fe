import type { Answered, Call, Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import { readFlows, type Flow } from '../client/uia.ts'

/** What stands at the homeserver's address, as it shows to anybody. */
export interface Discovered {
  /** Such as `Synapse 1.163.2`; null where it doesn't say. */
  software: string | null
  /** Who signs people in: itself, a service beside it, or one that is down. */
  signIn: 'itself' | 'delegated' | 'delegate_down'
  /** It hands out nonces for registrations with a shared secret. */
  nonces: boolean
  /** The ways to register that are open to anybody; empty where registration is closed. */
  flows: Flow[]
  /** What its clock says, to the second, in ms since 1970. */
  date: number | null
}

/** Finds out what stands there. Gives the cause where no Matrix homeserver answers. */
export async function discover(client: Client): Promise<Discovered | { cause: string }> {
  const versions = await client.call(get('/_matrix/client/versions'))
  if (versions.kind === 'failed') return { cause: versions.cause }
  if (versions.status !== 200 || !Array.isArray(versions.json['versions'])) {
    return { cause: `it answers ${versions.status}, which no Matrix homeserver does` }
  }
  const [software, signIn, nonce, register] = await Promise.all([
    findSoftware(client),
    findSignIn(client),
    client.call(get('/_synapse/admin/v1/register')),
    client.call({
      name: 'discovery',
      method: 'POST',
      path: '/_matrix/client/v3/register',
      body: {},
    }),
  ])
  const nonces = isOk(nonce) && typeof nonce.json['nonce'] === 'string'
  const flows = register.kind === 'answered' ? readFlows(register.json) : []
  return { software, signIn, nonces, flows, date: dateOf(versions) }
}

/** The kinds of homeserver that this can be configured as, the best one first. */
export function fittingKinds({ software, signIn, nonces, flows }: Discovered): HomeserverKind[] {
  // Dendrite's registration tokens keep nobody out.
  if (software?.startsWith('Dendrite')) return nonces ? ['dendrite'] : []
  const token = flows.some((flow) => flow.includes('m.login.registration_token'))
  const isBehindMas = signIn !== 'itself' && !nonces && !token
  // It has OAuth built in, which looks the same from outside.
  if (isBehindMas && !software?.startsWith('continuwuity')) return ['mas', 'mas-token']
  return [
    ...(nonces ? ['synapse' as const] : []),
    ...(token ? ['registration-token' as const] : []),
  ]
}

/** Anybody may register: then an invitation keeps nobody out. */
export function isOpenToAll({ flows }: Discovered): boolean {
  return flows.some((flow) => !flow.includes('m.login.registration_token'))
}

async function findSoftware(client: Client): Promise<string | null> {
  const federation = await client.call(get('/_matrix/federation/v1/version'))
  if (isOk(federation)) {
    const { name, version } = Object(federation.json['server']) as Record<string, unknown>
    if (typeof name === 'string') return [name, version].join(' ').trim()
  }
  // It may serve no federation here: each has an address of its own, too.
  const answers = await Promise.all(ownAddresses.map(([, path]) => client.call(get(path))))
  return ownAddresses.find((_, at) => isOk(answers[at]))?.[0] ?? null
}

const ownAddresses: [software: string, path: string][] = [
  ['Synapse', '/_synapse/admin/v1/server_version'],
  ['Dendrite', '/_dendrite/monitor/health'],
  ['Tuwunel', '/_tuwunel/server_version'],
  ['continuwuity', '/_continuwuity/server_version'],
]

/** Synapse answers 500 where the service that it delegates to is down. */
async function findSignIn(client: Client): Promise<Discovered['signIn']> {
  const metadata = await client.call(get('/_matrix/client/v1/auth_metadata'))
  if (metadata.kind === 'failed') return 'itself'
  if (metadata.status === 200) return 'delegated'
  return metadata.status >= 500 ? 'delegate_down' : 'itself'
}

function dateOf({ headers }: Answered): number | null {
  const date = Date.parse(String(headers['date']))
  return Number.isNaN(date) ? null : date
}

function get(path: string): Call {
  return { name: 'discovery', method: 'GET', path }
}
