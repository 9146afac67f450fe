import { describe } from '../client/answers.ts'
import type { Answered, Call, Client, Failed } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import { readFlows, type Flow } from '../client/uia.ts'

/** What can be found out about the homeserver without authentication. */
export interface Discovered {
  /** Such as `Synapse 1.163.2`; null if unknown. */
  software: string | null
  /** Who authenticates people: the homeserver, a separate service, or a service that is down. */
  signIn: 'itself' | 'delegated' | 'delegate_down'
  /** Whether it issues nonces for registrations with a shared secret. */
  nonces: boolean
  /** Registration flows open to anybody; empty if registration is closed or `untold`. */
  flows: Flow[]
  /** Why it could not be found out whether registration is open; null if it was. */
  untold: string | null
  /** Its clock, to the second, in ms since 1970. */
  date: number | null
}

/** Why no Matrix homeserver answers. `moved`: where its address redirects to. */
export interface NotFound {
  cause: string
  moved?: string
}

const versionsPath = '/_matrix/client/versions'

/** Discovers the homeserver. */
export async function discover(client: Client): Promise<Discovered | NotFound> {
  const versions = await client.call(get(versionsPath))
  if (versions.kind === 'failed') return { cause: versions.cause }
  if (versions.status !== 200 || !Array.isArray(versions.json['versions'])) {
    return notFound(versions)
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
  return { software, signIn, nonces, ...readRegistration(register), date: dateOf(versions) }
}

function notFound(answer: Answered): NotFound {
  const { location } = answer.headers
  if (typeof location !== 'string') {
    return { cause: `it answers ${describe(answer)}, which no Matrix homeserver does` }
  }
  const cause = `it answers ${answer.status} and leads to ${location}`
  return { cause, moved: location.replace(versionsPath, '') }
}

/**
 * 401 lists the flows. Any other answer with an errcode is the homeserver's, but only a 4xx that is no
 * rate limit says that registration is closed.
 */
function readRegistration(answer: Answered | Failed): Pick<Discovered, 'flows' | 'untold'> {
  if (answer.kind === 'failed') return { flows: [], untold: answer.cause }
  const flows = readFlows(answer.json)
  const { status, json } = answer
  const isSaid = flows.length > 0 || typeof json['errcode'] === 'string'
  const isTold = isSaid && status < 500 && status !== 429
  return { flows, untold: isTold ? null : describe(answer) }
}

/** The values of homeserver.kind that fit, the best one first. */
export function fittingKinds({ software, signIn, nonces, flows }: Discovered): HomeserverKind[] {
  // Dendrite offers registration tokens but also accepts people without one.
  if (software?.startsWith('Dendrite')) return nonces ? ['dendrite'] : []
  const token = flows.some((flow) => flow.includes('m.login.registration_token'))
  const isBehindMas = signIn !== 'itself' && !nonces && !token
  // continuwuity has OAuth built in, which looks like MAS from outside.
  if (isBehindMas && !software?.startsWith('continuwuity')) return ['mas', 'mas-token']
  return [
    ...(nonces ? ['synapse' as const] : []),
    ...(token ? ['registration-token' as const] : []),
  ]
}

/** Whether anybody can register without an invitation. */
export function isOpenToAll({ flows }: Discovered): boolean {
  return flows.some((flow) => !flow.includes('m.login.registration_token'))
}

async function findSoftware(client: Client): Promise<string | null> {
  const federation = await client.call(get('/_matrix/federation/v1/version'))
  if (isOk(federation)) {
    const { name, version } = Object(federation.json['server']) as Record<string, unknown>
    if (typeof name === 'string') return [name, version].join(' ').trim()
  }
  // The federation API may not be served here, so try paths that are specific to each software.
  const answers = await Promise.all(specificPaths.map(([, path]) => client.call(get(path))))
  return specificPaths.find((_, at) => isOk(answers[at]))?.[0] ?? null
}

const specificPaths: [software: string, path: string][] = [
  ['Synapse', '/_synapse/admin/v1/server_version'],
  ['Dendrite', '/_dendrite/monitor/health'],
  ['Tuwunel', '/_tuwunel/server_version'],
  ['continuwuity', '/_continuwuity/server_version'],
]

/** Synapse answers 500 if the service that it delegates to is down. */
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
