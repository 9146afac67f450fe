import type { Departure, NotSignedIn, Return, SignInOutcome } from '../../ports/sign-in.ts'
import { errcodeOf } from '../client/answers.ts'
import type { Client } from '../client/client.ts'
import { forwardedFor } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import { type SessionParts, unavailable } from './own-session.ts'
import { deviceName, proveByLogin } from './password.ts'

const redirectPath = '/_matrix/client/v3/login/sso/redirect'

interface SsoParts extends SessionParts {
  /** As configured: perhaps an address that only this machine reaches. */
  homeserverUrl: string
}

/** `m.login.sso` (specification, "SSO client login"). It has no state of its own: ours is in the address. */
export async function beginSso(
  { client, homeserverUrl }: SsoParts,
  { returnTo, state }: Departure,
): Promise<{ url: string; memo: string } | NotSignedIn> {
  const back = `${returnTo}?state=${state}`
  const path = `${redirectPath}?redirectUrl=${encodeURIComponent(back)}`
  const answer = await client.call({ name: 'sso redirect', method: 'GET', path })
  if (answer.kind === 'failed' || answer.status >= 400) return unavailable('sso', answer)
  const { location } = answer.headers
  // Synapse leads to its public address first, so that the browser gets its cookies.
  const moved = URL.parse(typeof location === 'string' ? location : '')
  if (moved?.pathname.endsWith(redirectPath)) return { url: moved.href, memo: '' }
  const base = (await publicUrlOf(client)) ?? homeserverUrl
  return { url: base.replace(/\/$/, '') + path, memo: '' }
}

/** Where apps reach the homeserver, by its own well-known file. */
async function publicUrlOf(client: Client): Promise<string | null> {
  const answer = await client.call({
    name: 'well-known',
    method: 'GET',
    path: '/.well-known/matrix/client',
  })
  const said: unknown = isOk(answer) ? Object(answer.json['m.homeserver']).base_url : undefined
  return typeof said === 'string' && /^https?:\/\//.test(said) ? said : null
}

/** Redeems the login token, which works once. */
export async function finishSso(
  parts: SessionParts,
  { query: { loginToken }, visitor }: Return,
): Promise<SignInOutcome> {
  if (loginToken === undefined) return { kind: 'failed', reason: 'refused' }
  const answer = await parts.client.call({
    name: 'console login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    headers: forwardedFor(visitor),
    body: { type: 'm.login.token', token: loginToken, initial_device_display_name: deviceName },
  })
  const isRefused = answer.kind === 'answered' && errcodeOf(answer) === 'M_FORBIDDEN'
  return isRefused ? { kind: 'failed', reason: 'refused' } : proveByLogin(parts, answer, visitor)
}
