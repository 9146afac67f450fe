import { busy, refused, unavailable } from './answers.ts'
import { type Answered, bearer, type Call, type Client, type Failed } from './client.ts'
import { isOk } from './client-server.ts'
import type { Refused } from './homeserver.ts'

/*
 * The admin API of matrix-authentication-service, reached with client credentials (OAuth 2.0,
 * RFC 6749 section 4.4). Its errors carry titles and no codes.
 */

export interface MasOptions {
  clientId: string
  clientSecret: string
  /** Milliseconds since 1970. */
  clock: () => number
}

export interface MasAdmin {
  /** Calls the admin API below /api/admin/v1. Where no token can be had, its refusal is the answer. */
  call: (call: Call) => Promise<Answered | Failed>
  /** The address that people know it by, with a slash at the end. */
  issuer: () => Promise<string | Refused>
  close: () => Promise<void>
}

/** Tokens are renewed this long before they end, in ms: longer than a call takes to arrive. */
const margin = 30_000

export function createMasAdmin(client: Client, options: MasOptions): MasAdmin {
  const tokens = keepToken(client, options)
  const call = async (wanted: Call) => {
    const token = await tokens.current()
    if ('kind' in token) return token
    const path = `/api/admin/v1${wanted.path}`
    return client.call({ ...wanted, path, headers: bearer(token.access) })
  }
  return {
    call: async (wanted) => {
      const answer = await call(wanted)
      if (answer.kind === 'failed' || answer.status !== 401) return answer
      // The token ended early, so nothing was done: once more with a new one.
      tokens.forget()
      return call(wanted)
    },
    issuer: () => findIssuer(client),
    close: client.close,
  }
}

function keepToken(client: Client, options: MasOptions) {
  let current: Promise<Token | Answered | Failed>
  let renewAt = 0
  const renew = async () => {
    const token = await fetchToken(client, options)
    renewAt = 'until' in token ? token.until - margin : 0
    return token
  }
  return {
    current: () => {
      if (options.clock() >= renewAt) {
        renewAt = Infinity
        current = renew()
      }
      return current
    },
    forget: () => void (renewAt = 0),
  }
}

async function findIssuer(client: Client): Promise<string | Refused> {
  const path = '/.well-known/openid-configuration'
  const answer = await client.call({ name: 'mas issuer', method: 'GET', path })
  const issuer = answer.kind === 'answered' && answer.json['issuer']
  return typeof issuer === 'string' ? issuer : masRefusal('the issuer', answer)
}

interface Token {
  access: string
  until: number
}

async function fetchToken(
  client: Client,
  { clientId, clientSecret, clock }: MasOptions,
): Promise<Token | Answered | Failed> {
  const asked = clock()
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const answer = await client.call({
    name: 'mas token',
    method: 'POST',
    path: '/oauth2/token',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'urn:mas:admin' }),
  })
  if (answer.kind === 'failed') return { ...answer, sent: false }
  const { access_token: access, expires_in: seconds } = answer.json
  if (isOk(answer) && typeof access === 'string') {
    return { access, until: asked + (typeof seconds === 'number' ? seconds : 0) * 1000 }
  }
  if (answer.status < 500) return answer
  return { kind: 'failed', sent: false, cause: `the token was answered ${answer.status}` }
}

/** How MAS is set up, as far as signing in and registering go. */
export function askSite({ call }: MasAdmin): Promise<Answered | Failed> {
  return call({ name: 'mas site', method: 'GET', path: '/site-config' })
}

/** The titles of an error, and the error of a refused client. */
export function titlesOf({ json }: Answered): string[] {
  const { errors, error } = json
  if (typeof error === 'string') return [error]
  return Array.isArray(errors) ? errors.map((one) => String(Object(one).title)) : []
}

/** Why something wasn't done; only for answers that prove that it wasn't. */
export function masRefusal(what: string, answer: Answered | Failed): Refused {
  if (answer.kind === 'failed') return unavailable(answer.cause)
  if (answer.status === 429) return busy(answer)
  const cause = `${what} was answered ${answer.status} ${titlesOf(answer).join(', ')}`.trim()
  return answer.status >= 500 || answer.status === 404 ? unavailable(cause) : refused(cause)
}

/** One resource: its id and its attributes. Undefined where the answer holds none. */
export function readResource(
  answer: Answered | Failed,
): { id: string; attributes: Record<string, unknown> } | undefined {
  if (answer.kind === 'failed' || answer.status >= 300) return undefined
  const { id, attributes } = Object(answer.json['data']) as Record<string, unknown>
  return typeof id === 'string' ? { id, attributes: { ...Object(attributes) } } : undefined
}
