import type { Config } from '../../model/config.ts'
import type { AccountFacts, SignInOutcome } from '../../ports/sign-in.ts'
import { bearer, type Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { OAuthFlavour, OAuthSession } from './oauth.ts'
import { findProvider } from './oauth-provider.ts'
import { unavailable } from './own-session.ts'

interface MasParts {
  /** Of matrix-authentication-service. */
  client: Client
  mas: Pick<Config['mas'], 'clientId' | 'clientSecret'>
  serverName: () => string
  /** What MAS's admin API tells of a user. */
  factsOf: (localpart: string) => Promise<AccountFacts>
}

/**
 * matrix-authentication-service, as the client that its admin API knows already. With the scope `openid`
 * alone it makes no device.
 */
export function oauthAtMas({ client, mas, serverName, factsOf }: MasParts): OAuthFlavour {
  const known = { id: mas.clientId ?? '', secret: mas.clientSecret }
  return {
    client,
    find: () => findProvider(client, 'provider'),
    scope: () => 'openid',
    register: async () => known,
    secretOf: () => known.secret,
    prove: async ({ provider, token, revoke }) => {
      try {
        return await proveByUserinfo({ client, serverName, factsOf }, { provider, token })
      } finally {
        await revoke()
      }
    },
  }
}

async function proveByUserinfo(
  { client, serverName, factsOf }: Omit<MasParts, 'mas'>,
  { provider, token }: Pick<OAuthSession, 'provider' | 'token'>,
): Promise<SignInOutcome> {
  const answer = await client.call({
    name: 'userinfo',
    method: 'GET',
    path: provider.userinfoPath ?? '/oauth2/userinfo',
    headers: bearer(token),
  })
  const username = isOk(answer) ? answer.json['username'] : undefined
  const name = serverName()
  if (typeof username !== 'string' || !/^[!-9;-~]+$/.test(username) || name === '') {
    return unavailable('userinfo', answer)
  }
  const facts = await factsOf(username)
  return { kind: 'proven', mxid: `@${username}:${name}`, ...facts, takesAddress: null }
}
