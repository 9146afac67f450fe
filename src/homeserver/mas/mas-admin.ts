import { busy, describe, refused, unavailable } from '../client/answers.ts'
import { superseded } from '../../ports/superseded.ts'
import { type Answered, bearer, type Call, type Client, type Failed } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { Refused } from '../../ports/account-creation.ts'

/*
 * The admin API of matrix-authentication-service, reached with client credentials (OAuth 2.0,
 * RFC 6749 section 4.4). Its errors have titles and no codes.
 */

export interface MasOptions {
  clientId: string
  clientSecret: string
  /** Milliseconds since 1970. */
  clock: () => number
}

/** `Refused`: no access token was issued, or the hold was given back. Nothing was sent then. */
export type MasAnswer = Answered | Failed | Refused

/** Records a request that can create an account before it is sent. `lateMs`: TTL of its access token. */
type BeforeSending = (lateMs: number) => Promise<boolean>

export interface MasAdmin {
  /** Calls the admin API below /api/admin/v1. `before` is called before each send, retries included. */
  call: (call: Call, before?: BeforeSending) => Promise<MasAnswer>
  /** An address of MAS that it publishes for browsers: its `public_base`, which `issuer` need not be. */
  browserUrl: () => Promise<string | Refused>
  close: () => Promise<void>
}

/** Tokens are renewed this long before they expire, in ms: longer than a call takes to arrive. */
const renewBeforeMs = 30_000

export function createMasAdmin(client: Client, options: MasOptions): MasAdmin {
  const tokens = createTokenCache(client, options)
  const call = async (wanted: Call, before?: BeforeSending): Promise<MasAnswer> => {
    const token = await tokens.current()
    if ('kind' in token) return token
    if (before && !(await before(token.ttlMs))) return superseded
    const path = `/api/admin/v1${wanted.path}`
    return client.call({ ...wanted, path, headers: bearer(token.access) })
  }
  return {
    call: async (wanted, before) => {
      const answer = await call(wanted, before)
      if (answer.kind !== 'answered' || answer.status !== 401) return answer
      // The token expired early, so nothing was done: retry once with a new one.
      tokens.forget()
      return call(wanted, before)
    },
    browserUrl: () => findBrowserUrl(client),
    close: client.close,
  }
}

function createTokenCache(client: Client, options: MasOptions) {
  let current: Promise<Token | Refused>
  let renewAt = 0
  const renew = async () => {
    const token = await fetchToken(client, options)
    renewAt = 'expiresAt' in token ? token.expiresAt - renewBeforeMs : 0
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

async function findBrowserUrl(client: Client): Promise<string | Refused> {
  const path = '/.well-known/openid-configuration'
  const answer = await client.call({ name: 'mas discovery', method: 'GET', path })
  const url = answer.kind === 'answered' && answer.json['authorization_endpoint']
  const isUrl = typeof url === 'string' && URL.canParse(url)
  return isUrl ? url : masRefusal('the authorization endpoint', answer)
}

interface Token {
  access: string
  expiresAt: number
  ttlMs: number
}

async function fetchToken(
  client: Client,
  { clientId, clientSecret, clock }: MasOptions,
): Promise<Token | Refused> {
  const asked = clock()
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const answer = await client.call({
    name: 'mas token',
    method: 'POST',
    path: '/oauth2/token',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'urn:mas:admin' }),
  })
  if (answer.kind === 'failed') return unavailable(answer.cause)
  const { access_token: access, expires_in: seconds } = answer.json
  if (isOk(answer) && typeof access === 'string') {
    // A token without expires_in is used once, and counts as valid for a day.
    const ttlMs = (typeof seconds === 'number' ? seconds : maxTtlSeconds) * 1000
    return { access, expiresAt: typeof seconds === 'number' ? asked + ttlMs : asked, ttlMs }
  }
  return masRefusal('the token', answer, [clientSecret])
}

/** The maximum TTL that MAS can be configured to. */
const maxTtlSeconds = 24 * 60 * 60

/** The configuration of MAS for signing in and registering. */
export function fetchSiteConfig({ call }: MasAdmin): Promise<MasAnswer> {
  return call({ name: 'mas site', method: 'GET', path: '/site-config' })
}

/** The first title of an error: the key in our tables of proofs. */
export function titleOf({ json }: Answered): string | undefined {
  const { errors } = json
  const title: unknown = Array.isArray(errors) ? Object(errors[0]).title : undefined
  return typeof title === 'string' ? title : undefined
}

/** The refusal for a failed call. Only for queries and for answers that prove that nothing was done. */
export function masRefusal(what: string, answer: MasAnswer, hide: readonly string[] = []): Refused {
  if (answer.kind === 'refused') return answer
  if (answer.kind === 'failed') return unavailable(answer.cause)
  const cause = `${what} was answered ${describe(answer, hide)}`
  if (answer.status === 429) return { ...busy(answer), cause }
  return answer.status >= 500 || answer.status === 404 ? unavailable(cause) : refused(cause)
}

/** The resource in an answer: its id and attributes. Undefined if the answer has none. */
export function readResource(
  answer: MasAnswer,
): { id: string; attributes: Record<string, unknown> } | undefined {
  if (answer.kind !== 'answered' || answer.status >= 300) return undefined
  const { id, attributes } = Object(answer.json['data']) as Record<string, unknown>
  return typeof id === 'string' ? { id, attributes: { ...Object(attributes) } } : undefined
}
