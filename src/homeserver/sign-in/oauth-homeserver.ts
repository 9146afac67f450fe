import type { NotSignedIn } from '../../ports/sign-in.ts'
import { type Random, randomText } from '../../shared/ids.ts'
import type { OAuthClient, OAuthFlavour } from './oauth.ts'
import { findProvider, type Provider } from './oauth-provider.ts'
import { proveBySession, type SessionParts, unavailable } from './own-session.ts'

/**
 * A homeserver that has OAuth built in, or delegates to a service at its own address (specification,
 * "OAuth 2.0 API"). It needs a device, which ends with the tokens.
 */
export function oauthAtHomeserver(parts: SessionParts, random: Random): OAuthFlavour {
  const { client } = parts
  return {
    client,
    find: async () => {
      const found = await findProvider(client, 'homeserver')
      // Without it we could only be a client that somebody enters there by hand.
      return (found?.registrationPath ?? null) === null ? null : found
    },
    scope: () =>
      `openid urn:matrix:client:api:* urn:matrix:client:device:${randomText(random, 16).toUpperCase()}`,
    register: (provider, returnTo) => register(parts, provider, returnTo),
    secretOf: () => null,
    prove: ({ token, visitor, revoke }) => proveBySession(parts, { token, visitor, end: revoke }),
  }
}

/** Dynamic client registration (RFC 7591): anew for each attempt, as the specification recommends. */
async function register(
  { client }: SessionParts,
  { registrationPath }: Provider,
  returnTo: string,
): Promise<OAuthClient | NotSignedIn> {
  if (registrationPath === null) {
    return { kind: 'failed', reason: 'unavailable', cause: 'the provider registers no clients' }
  }
  const answer = await client.call({
    name: 'oauth client',
    method: 'POST',
    path: registrationPath,
    body: {
      client_name: 'Latchkey',
      client_uri: new URL('/', returnTo).href,
      redirect_uris: [returnTo],
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  })
  const id = answer.kind === 'answered' && answer.status < 300 && answer.json['client_id']
  return typeof id === 'string' ? { id, secret: null } : unavailable('client registration', answer)
}
