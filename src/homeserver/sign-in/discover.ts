import type { OfferedWay } from '../../ports/sign-in.ts'
import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'

/** How long a discovery is remembered, in ms: the page is shown more often than the answer changes. */
const rememberedMs = 60_000

/** The ways in, by what the homeserver advertises (specification, `GET /login`). */
export function createDiscovery(
  client: Client,
  hasOAuth: () => Promise<boolean>,
  elapsed: () => number,
): () => Promise<readonly OfferedWay[] | null> {
  let known: { at: number; ways: readonly OfferedWay[] } | undefined
  return async () => {
    if (known && elapsed() - known.at < rememberedMs) return known.ways
    const ways = await discoverWays(client, hasOAuth)
    // That nobody answers isn't remembered.
    known = ways === null ? undefined : { at: elapsed(), ways }
    return ways
  }
}

/**
 * Where OAuth is offered it is the only way: the others are then the same pages by an older name, or ask
 * us for a password that they need not.
 */
async function discoverWays(
  client: Client,
  hasOAuth: () => Promise<boolean>,
): Promise<readonly OfferedWay[] | null> {
  const [login, isOAuth] = await Promise.all([
    client.call({ name: 'login flows', method: 'GET', path: '/_matrix/client/v3/login' }),
    hasOAuth(),
  ])
  if (isOAuth) return ['oauth']
  if (!isOk(login)) return null
  const flows = Array.isArray(login.json['flows']) ? login.json['flows'] : []
  const types = new Set(flows.map((flow: unknown) => String(Object(flow).type)))
  const isSso = types.has('m.login.sso') && types.has('m.login.token')
  return [
    ...(isSso ? ['sso' as const] : []),
    ...(types.has('m.login.password') ? ['password' as const] : []),
  ]
}
