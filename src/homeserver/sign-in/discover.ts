import type { OfferedWay } from '../../ports/sign-in.ts'
import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'

/** How long a discovery is remembered, in ms: the page is shown more often than the answer changes. */
const rememberedMs = 60_000

/** The ways in, by what the homeserver advertises (specification, `GET /login`). */
export function createDiscovery(
  client: Client,
  elapsed: () => number,
): () => Promise<readonly OfferedWay[] | null> {
  let known: { at: number; ways: readonly OfferedWay[] } | undefined
  return async () => {
    if (known && elapsed() - known.at < rememberedMs) return known.ways
    const ways = await discoverWays(client)
    // That nobody answers isn't remembered.
    known = ways === null ? undefined : { at: elapsed(), ways }
    return ways
  }
}

async function discoverWays(client: Client): Promise<readonly OfferedWay[] | null> {
  const login = await client.call({
    name: 'login flows',
    method: 'GET',
    path: '/_matrix/client/v3/login',
  })
  if (login.kind === 'failed' || login.status >= 500) return null
  const flows = isOk(login) && Array.isArray(login.json['flows']) ? login.json['flows'] : []
  const types = new Set(flows.map((flow: unknown) => String(Object(flow).type)))
  return types.has('m.login.password') ? ['password'] : []
}
