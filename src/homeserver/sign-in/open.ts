import { readFile } from 'node:fs/promises'
import type { Config } from '../../model/config.ts'
import type { Observe } from '../../model/events.ts'
import type { SignIn } from '../../ports/sign-in.ts'
import type { Random } from '../../shared/ids.ts'
import { createClient } from '../client/client.ts'
import { createMasAdmin } from '../mas/mas-admin.ts'
import { createDiscovery } from './discover.ts'
import { factsByMas } from './mas-facts.ts'
import { beginOAuth, finishOAuth, type OAuthFlavour } from './oauth.ts'
import { oauthAtHomeserver } from './oauth-homeserver.ts'
import { oauthAtMas } from './oauth-mas.ts'
import type { SessionParts } from './own-session.ts'
import { byPassword } from './password.ts'
import { beginSso, finishSso } from './sso.ts'

interface SignInContext extends Pick<SessionParts, 'serverName'> {
  /** Replaced when it is reloaded. */
  config: () => Pick<Config, 'homeserver' | 'mas' | 'console'>
  observe: Observe
  /** Milliseconds since 1970. */
  clock: () => number
  /** Monotonic clock, in ms. */
  elapsed: () => number
  random: Random
}

/** The ways in that the homeserver of a configuration has. It is asked at the first sign-in. */
export async function openSignIn(context: SignInContext): Promise<SignIn> {
  const { config, serverName, observe, clock, elapsed, random } = context
  const { homeserver, mas } = config()
  const { url, timeout, caFile, kind } = homeserver
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const connect = (to: string) => createClient({ url: to, timeout, ca, observe })
  const client = connect(url)
  const moderatorsFrom = () => config().console.moderatorsFrom
  const parts: SessionParts = { client, kind, serverName, moderatorsFrom }
  const masClient = mas.url === null ? null : connect(mas.url)
  const flavour = masClient === null ? oauthAtHomeserver(parts, random) : atMas(masClient)
  return {
    offers: createDiscovery(client, async () => isUsable(await flavour.find()), elapsed),
    byPassword: (credentials) => byPassword(parts, credentials),
    begin: (way, departure) =>
      way === 'oauth'
        ? beginOAuth(flavour, departure, random)
        : beginSso({ ...parts, homeserverUrl: url }, departure),
    finish: (way, back) => (way === 'oauth' ? finishOAuth(flavour, back) : finishSso(parts, back)),
    close: async () => void (await Promise.all([client.close(), masClient?.close()])),
  }

  function atMas(own: typeof client): OAuthFlavour {
    const { clientId, clientSecret } = mas
    const credentials = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', clock }
    const admin = createMasAdmin(own, credentials)
    const facts = { client, admin, serverName, moderatorsFrom }
    const factsOf = (localpart: string) => factsByMas(facts, localpart)
    return oauthAtMas({ client: own, mas, serverName, factsOf })
  }

  function isUsable(provider: Awaited<ReturnType<OAuthFlavour['find']>>): boolean {
    if (provider === null) return false
    return masClient === null ? provider.registrationPath !== null : true
  }
}
