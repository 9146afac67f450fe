import { readFile } from 'node:fs/promises'
import type { Config } from '../model/config.ts'
import type { Random } from '../shared/ids.ts'
import type { Observe } from '../model/events.ts'
import { type Client, createClient } from './client/client.ts'
import { createDendrite } from './dendrite.ts'
import type { Homeserver } from '../ports/homeserver.ts'
import type { HomeserverKind } from '../ports/homeserver-kinds.ts'
import { createMasAdmin, type MasAdmin } from './mas/mas-admin.ts'
import { createMasToken } from './mas/mas-token.ts'
import { createMas } from './mas/mas.ts'
import { createNone } from './none.ts'
import { askServerName, type ServerName } from './client/server-name.ts'
import { createRegistrationToken } from './registration-token.ts'
import { createSynapse } from './synapse/synapse.ts'

export interface HomeserverContext {
  observe: Observe
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  serverName: ServerName
}

interface Parts {
  client: Client
  homeserver: Config['homeserver']
  mas: Config['mas']
  /** It may be learnt late, so no driver keeps a copy. */
  serverName: () => string
  clock: () => number
  random: Random
  masAdmin: () => MasAdmin
}

/** The driver of each kind. The configuration has what its kind needs (config/option.ts). */
const drivers: Record<HomeserverKind, (parts: Parts) => Homeserver> = {
  synapse: ({ client, homeserver, serverName, clock, random }) =>
    createSynapse(client, {
      serverName,
      sharedSecret: homeserver.registrationSharedSecret ?? '',
      adminToken: homeserver.adminToken,
      clock,
      random,
    }),
  mas: ({ client, masAdmin, serverName, mas: { email }, clock }) =>
    createMas(client, masAdmin(), { serverName, email, clock }),
  'mas-token': ({ client, masAdmin, serverName, clock }) =>
    createMasToken(client, masAdmin(), { serverName, clock }),
  none: ({ client }) => createNone(client),
  'registration-token': ({ client, homeserver, serverName, clock }) =>
    createRegistrationToken(client, {
      serverName,
      token: homeserver.registrationToken ?? '',
      timeoutMs: homeserver.timeout,
      clock,
    }),
  dendrite: ({ client, homeserver, serverName, clock, random }) =>
    createDendrite(client, {
      serverName,
      sharedSecret: homeserver.registrationSharedSecret ?? '',
      clock,
      random,
    }),
}

/** The homeserver of a configuration. It is asked for its name where that is unknown. */
export async function openHomeserver(
  { homeserver, mas }: Pick<Config, 'homeserver' | 'mas'>,
  { observe, clock, random, serverName }: HomeserverContext,
): Promise<Homeserver> {
  const { timeout, caFile, kind } = homeserver
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const connect = (url: string) => serverName.listenTo(createClient({ url, timeout, ca, observe }))
  const masAdmin = () => {
    const { clientId, clientSecret } = mas
    const credentials = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', clock }
    return createMasAdmin(connect(mas.url ?? ''), credentials)
  }
  const client = connect(homeserver.url)
  const { current } = serverName
  const parts = { client, homeserver, mas, serverName: current, clock, random, masAdmin }
  const driver = drivers[kind](parts)
  await serverName.learn(async () => {
    const said = await askServerName(client)
    // MAS says it with its settings, which `ping` asks for.
    if (said === null && mas.url !== null) await driver.ping()
  })
  return driver
}
