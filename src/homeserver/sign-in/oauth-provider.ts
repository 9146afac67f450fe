import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'

/** The authorization server (RFC 8414), as far as a sign-in needs it. */
export interface Provider {
  issuer: string
  /** For the browser; the others are paths for `client`. */
  authorizationUrl: string
  tokenPath: string
  revocationPath: string
  userinfoPath: string | null
  registrationPath: string | null
}

const metadataPaths = {
  /** Of the authorization server itself. */
  provider: ['/.well-known/openid-configuration'],
  /** Of a homeserver that delegates or has OAuth built in (specification, "Server metadata discovery"). */
  homeserver: [
    '/_matrix/client/v1/auth_metadata',
    '/_matrix/client/unstable/org.matrix.msc2965/auth_metadata',
  ],
} as const

/** What it says of itself; null if it is none, or if its endpoints are elsewhere. */
export async function findProvider(
  client: Client,
  where: keyof typeof metadataPaths,
): Promise<Provider | null> {
  for (const path of metadataPaths[where]) {
    const answer = await client.call({ name: 'auth metadata', method: 'GET', path })
    if (isOk(answer)) return readProvider(answer.json)
  }
  return null
}

function readProvider(json: Record<string, unknown>): Provider | null {
  const issuer = String(json['issuer'])
  const path = (name: string) => pathBelow(issuer, json[`${name}_endpoint`])
  const [tokenPath, revocationPath] = [path('token'), path('revocation')]
  const authorizationUrl = json['authorization_endpoint']
  if (tokenPath === null || revocationPath === null || typeof authorizationUrl !== 'string') {
    return null
  }
  return {
    issuer,
    authorizationUrl,
    tokenPath,
    revocationPath,
    userinfoPath: path('userinfo'),
    registrationPath: path('registration'),
  }
}

/**
 * An endpoint as a path of the configured address, which may be one that only this machine reaches. An
 * endpoint at another site than the issuer is never asked.
 */
export function pathBelow(issuer: string, endpoint: unknown): string | null {
  const [base, url] = [URL.parse(issuer), URL.parse(String(endpoint))]
  if (base === null || url === null || base.origin !== url.origin) return null
  const prefix = base.pathname.replace(/\/$/, '')
  const isBelow = url.pathname.startsWith(`${prefix}/`)
  return (isBelow ? url.pathname.slice(prefix.length) : url.pathname) + url.search
}
