import { error, fine, type Finding, warning } from '../../shared/finding.ts'
import { bearer, type Client, forwardedFor } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { OfferedWay } from '../../ports/sign-in.ts'
import type { OAuthFlavour } from './oauth.ts'
import { beginOAuth } from './oauth.ts'
import { pathBelow } from './oauth-provider.ts'
import type { Random } from '../../shared/ids.ts'

export interface ExamineParts {
  /** Of the homeserver. */
  client: Client
  flavour: OAuthFlavour
  offers: () => Promise<readonly OfferedWay[] | null>
  /** Of an administrator of Synapse, if there is one. */
  adminToken: string | null
  /** Whether the provider is matrix-authentication-service. */
  isMas: boolean
  random: Random
}

/** Whether people can sign in to the console. `returnTo`: where OAuth leads back to; null: unknown. */
export async function examineSignIn(
  parts: ExamineParts,
  returnTo: string | null,
): Promise<Finding[]> {
  const ways = await parts.offers()
  // That the homeserver doesn't answer is another finding.
  if (ways === null) return []
  if (ways.length === 0) return [noWay]
  const redirect =
    ways.includes('oauth') && returnTo !== null ? await examineRedirect(parts, returnTo) : []
  return [
    fine('sign_in', `People sign in to it ${ways.map((way) => words[way]).join(', or ')}.`),
    ...redirect,
    ...(ways.includes('sso') ? [makesAccounts] : []),
    ...(ways.includes('password') ? await examineAddresses(parts) : []),
  ]
}

const words: Record<OfferedWay, string> = {
  oauth: 'at the authentication service (OAuth 2.0)',
  sso: 'at the homeserver’s identity provider (SSO)',
  password: 'with their Matrix password',
}

const noWay = warning(
  'sign_in',
  'The homeserver offers no way to sign in to the console that works here.',
  'Sign in by `latchkey console link`; docs/console.md says what each homeserver needs.',
)

const makesAccounts = warning(
  'sign_in_accounts',
  'Signing in by SSO makes an account for anybody whom the identity provider knows, without an invitation, unless Synapse forbids it.',
  'Unless that is intended, set enable_registration: false for the provider in oidc_providers of homeserver.yaml.',
)

/** The provider shows an error page for an address that it doesn't know, instead of leading on. */
async function examineRedirect(
  { flavour, isMas, random }: ExamineParts,
  returnTo: string,
): Promise<Finding[]> {
  const provider = await flavour.find()
  const begun = await beginOAuth(flavour, { returnTo, state: 'doctor' }, random)
  if (provider === null || 'kind' in begun) {
    const cause = 'kind' in begun ? begun.cause : 'no provider'
    const sentence = `The authentication service does not register the console as a client (${cause}).`
    return [
      error('sign_in_redirect', sentence, 'It may require public.url to be https, or a token.'),
    ]
  }
  const path = pathBelow(provider.issuer, begun.url)
  if (path === null) return []
  const answer = await flavour.client.call({ name: 'authorize', method: 'GET', path })
  if (answer.kind === 'failed' || answer.status >= 500) return []
  if (answer.status < 400) {
    return [fine('sign_in_redirect', 'The authentication service leads back to the console.')]
  }
  const sentence = `The authentication service refuses to lead back to the console (${answer.status}).`
  const where = isMas ? 'Add it to the client in the configuration of MAS' : 'Allow the address'
  return [error('sign_in_redirect', sentence, `${where}: redirect_uris: ["${returnTo}"].`)]
}

/** An address for documentation (RFC 5737): nobody's. */
const nobody = '192.0.2.77'

/** Asked with a session of ours: the homeserver shows from where it was used last. */
async function examineAddresses({ client, adminToken }: ExamineParts): Promise<Finding[]> {
  if (adminToken === null) return []
  const headers = { ...bearer(adminToken), ...forwardedFor(nobody) }
  const get = (path: string) => client.call({ name: 'session', method: 'GET', path, headers })
  const who = await get('/_matrix/client/v3/account/whoami')
  const device = isOk(who) ? who.json['device_id'] : undefined
  if (typeof device !== 'string') return []
  const shown = await get(`/_matrix/client/v3/devices/${encodeURIComponent(device)}`)
  const seen = isOk(shown) ? shown.json['last_seen_ip'] : undefined
  if (typeof seen !== 'string') return []
  if (seen === nobody) {
    return [fine('sign_in_addresses', 'The homeserver counts sign-ins by each visitor’s address.')]
  }
  return [
    warning(
      'sign_in_addresses',
      'The homeserver sees all who sign in at one address, so few passwords per hour get through.',
      'Set x_forwarded: true on the listener of homeserver.yaml that homeserver.url leads to.',
    ),
  ]
}
