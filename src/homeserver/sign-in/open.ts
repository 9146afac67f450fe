import type { Config } from '../../model/config.ts'
import type { SignIn } from '../../ports/sign-in.ts'
import { readFile } from 'node:fs/promises'
import type { Observe } from '../../model/events.ts'
import { createClient } from '../client/client.ts'
import { createDiscovery } from './discover.ts'
import type { SessionParts } from './own-session.ts'
import { byPassword } from './password.ts'

interface SignInContext extends Pick<SessionParts, 'serverName'> {
  /** Replaced when it is reloaded. */
  config: () => Pick<Config, 'homeserver' | 'console'>
  observe: Observe
  /** Monotonic clock, in ms. */
  elapsed: () => number
}

/** The ways in that the homeserver of a configuration has. It is asked at the first sign-in. */
export async function openSignIn(context: SignInContext): Promise<SignIn> {
  const { config, serverName, observe, elapsed } = context
  const { url, timeout, caFile, kind } = config().homeserver
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const client = createClient({ url, timeout, ca, observe })
  const moderatorsFrom = () => config().console.moderatorsFrom
  const parts: SessionParts = { client, kind, serverName, moderatorsFrom }
  return {
    offers: createDiscovery(client, elapsed),
    byPassword: (credentials) => byPassword(parts, credentials),
    close: client.close,
  }
}
