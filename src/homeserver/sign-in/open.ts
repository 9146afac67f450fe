import { readFile } from 'node:fs/promises'
import type { Config } from '../../model/config.ts'
import type { Observe } from '../../model/events.ts'
import { fine } from '../../shared/finding.ts'
import type { SignIn } from '../../ports/sign-in.ts'
import type { Random } from '../../shared/ids.ts'
import { type Client, createClient } from '../client/client.ts'
import { createMasAdmin } from '../mas/mas-admin.ts'
import { factsByAdmin } from './admin-facts.ts'
import { createDiscovery } from './discover.ts'
import { examineSignIn } from './examine.ts'
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
  const { config, serverName, observe, elapsed, random } = context
  const { homeserver, mas } = config()
  const { url, timeout, caFile, kind } = homeserver
  if (kind === 'none') return nobody
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const connect = (to: string) => createClient({ url: to, timeout, ca, observe })
  const client = connect(url)
  const moderatorsFrom = () => config().console.moderatorsFrom
  const parts: SessionParts = { client, kind, serverName, moderatorsFrom }
  const masClient = mas.url === null ? null : connect(mas.url)
  const { flavour, askAccount } = providerOf(context, parts, masClient)
  const offers = createDiscovery(client, async () => (await flavour.find()) !== null, elapsed)
  const { adminToken } = homeserver
  const examined = { client, flavour, offers, adminToken, isMas: masClient !== null, random }
  return {
    offers,
    examine: (returnTo) => examineSignIn(examined, returnTo),
    byPassword: (credentials) => byPassword(parts, credentials),
    begin: (way, departure) =>
      way === 'oauth'
        ? beginOAuth(flavour, departure, random)
        : beginSso({ ...parts, homeserverUrl: url }, departure),
    finish: (way, back) => (way === 'oauth' ? finishOAuth(flavour, back) : finishSso(parts, back)),
    ...(askAccount && { askAccount }),
    close: async () => void (await Promise.all([client.close(), masClient?.close()])),
  }
}

/** The people of the bot's server are not ours: only links of the command line lead in. */
const nobody: SignIn = {
  offers: async () => [],
  byPassword: async () => notHere,
  begin: async () => notHere,
  finish: async () => notHere,
  examine: async () => [
    fine('sign_in', 'Without a homeserver, latchkey console link signs people in.'),
  ],
  close: async () => {},
}

const notHere = { kind: 'failed', reason: 'foreign' } as const

interface ProviderParts extends Pick<SignIn, 'askAccount'> {
  flavour: OAuthFlavour
}

/** The authorization server, and whom of ours it lets ask after people at any time. */
function providerOf(
  { config, clock, random }: SignInContext,
  parts: SessionParts,
  masClient: Client | null,
): ProviderParts {
  const { homeserver, mas } = config()
  const { client, kind, serverName } = parts
  if (masClient !== null) {
    const { clientId, clientSecret } = mas
    const credentials = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', clock }
    const admin = createMasAdmin(masClient, credentials)
    const factsOf = (localpart: string) => factsByMas({ ...parts, admin }, localpart)
    return {
      flavour: oauthAtMas({ client: masClient, mas, serverName, factsOf }),
      askAccount: (mxid) => factsOf(mxid.replace(/^@|:.*$/g, '')),
    }
  }
  const flavour = oauthAtHomeserver(parts, random)
  const { adminToken } = homeserver
  if (kind !== 'synapse' || adminToken === null) return { flavour }
  return { flavour, askAccount: (mxid) => factsByAdmin(client, adminToken, mxid) }
}
