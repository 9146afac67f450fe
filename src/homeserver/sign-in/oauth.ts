import { createHash } from 'node:crypto'
import type { Departure, NotSignedIn, Return, SignInOutcome } from '../../ports/sign-in.ts'
import { type Random, randomText } from '../../shared/ids.ts'
import type { Answered, Client, Failed } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import { unavailable } from './own-session.ts'
import type { Provider } from './oauth-provider.ts'

/*
 * OAuth 2.0 authorization code grant with PKCE (RFC 6749, 7636, 9207). TLS to the token endpoint stands in
 * for the signature of an ID token, which isn't read (OpenID Connect Core, 3.1.3.7).
 */

/** Who we are at the provider. */
export interface OAuthClient {
  id: string
  /** Null: a public client. */
  secret: string | null
}

/** What differs between an authorization server of its own and one in the homeserver. */
export interface OAuthFlavour {
  client: Client
  find: () => Promise<Provider | null>
  scope: () => string
  register: (provider: Provider, returnTo: string) => Promise<OAuthClient | NotSignedIn>
  /** By the client's id. */
  secretOf: (id: string) => string | null
  prove: (session: OAuthSession) => Promise<SignInOutcome>
}

export interface OAuthSession {
  provider: Provider
  token: string
  visitor: string | null
  /** Ends the session at the provider. */
  revoke: () => Promise<void>
}

interface Memo {
  verifier: string
  clientId: string
}

export async function beginOAuth(
  flavour: OAuthFlavour,
  { returnTo, state }: Departure,
  random: Random,
): Promise<{ url: string; memo: string } | NotSignedIn> {
  const provider = await flavour.find()
  if (provider === null) return { kind: 'failed', reason: 'unavailable', cause: 'no provider' }
  const client = await flavour.register(provider, returnTo)
  if ('kind' in client) return client
  const verifier = randomText(random, 64)
  const url = new URL(provider.authorizationUrl)
  const parameters = {
    response_type: 'code',
    response_mode: 'query',
    client_id: client.id,
    redirect_uri: returnTo,
    scope: flavour.scope(),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, memo: JSON.stringify({ verifier, clientId: client.id } satisfies Memo) }
}

export async function finishOAuth(flavour: OAuthFlavour, back: Return): Promise<SignInOutcome> {
  const { query, memo, visitor, returnTo } = back
  const provider = await flavour.find()
  if (provider === null) return { kind: 'failed', reason: 'unavailable', cause: 'no provider' }
  // RFC 9207: an answer of another provider is not for us.
  const isOther = query['iss'] !== undefined && query['iss'] !== provider.issuer
  const { code, error } = query
  if (code === undefined || isOther) {
    return { kind: 'failed', reason: 'refused', cause: `the provider said ${closedWord(error)}` }
  }
  const { verifier, clientId } = JSON.parse(memo) as Memo
  const client = { id: clientId, secret: flavour.secretOf(clientId) }
  const post = (path: string, form: Record<string, string>) =>
    postAs(flavour.client, client, { path, form })
  const grant = { grant_type: 'authorization_code', code, redirect_uri: returnTo }
  const answer = await post(provider.tokenPath, { ...grant, code_verifier: verifier })
  const token = isOk(answer) ? answer.json['access_token'] : undefined
  if (typeof token !== 'string') return readRefusal(answer)
  const revoke = async () => void (await post(provider.revocationPath, { token }))
  return flavour.prove({ provider, token, visitor, revoke })
}

/** Client authentication by the secret (RFC 6749, section 2.3.1), or none. */
function postAs(
  client: Client,
  { id, secret }: OAuthClient,
  { path, form }: { path: string; form: Record<string, string> },
): Promise<Answered | Failed> {
  const credentials = [id, secret ?? ''].map(encodeURIComponent).join(':')
  return client.call({
    name: 'oauth',
    method: 'POST',
    path,
    headers:
      secret === null
        ? {}
        : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams(secret === null ? { ...form, client_id: id } : form),
  })
}

function readRefusal(answer: Answered | Failed): NotSignedIn {
  if (answer.kind === 'failed' || answer.status >= 500) return unavailable('token', answer)
  const cause = `the token endpoint answered ${answer.status} ${closedWord(answer.json['error'])}`
  return { kind: 'failed', reason: 'refused', cause }
}

/** Errors of RFC 6749 are words of this kind; anything else came from elsewhere, and isn't logged. */
function closedWord(error: unknown): string {
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'no reason'
}
