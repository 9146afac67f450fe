import type { Config } from '../../model/config.ts'
import type { Client } from './client.ts'

/** What the homeserver was found to be called, for all portals of a database. */
export interface NameMemory {
  /** The name that was learnt before, or ''. */
  recall: () => Promise<string>
  /** Keeps a name; gives the one that holds, as another portal may have been first. */
  keep: (name: string) => Promise<string>
}

/**
 * For a configuration that doesn't say what the homeserver is called, as a predecessor's may not:
 * sets the name as soon as it is known. Where federation is served, the homeserver says it (spec:
 * server-server API, keys). Otherwise the first account's user id tells. The result is the client to
 * go on with.
 */
export async function learnServerName(
  client: Client,
  { homeserver }: Pick<Config, 'homeserver'>,
  memory: NameMemory,
): Promise<Client> {
  const said = await askServerName(client)
  if (said !== null) await memory.keep(said)
  homeserver.serverName = said ?? (await memory.recall())
  if (homeserver.serverName !== '') return client
  return {
    ...client,
    call: async (call) => {
      const answer = await client.call(call)
      const userId = answer.kind === 'answered' ? answer.json['user_id'] : undefined
      const name = typeof userId === 'string' ? userId.replace(/^[^:]*:/, '') : ''
      if (homeserver.serverName === '' && isServerName(name)) {
        homeserver.serverName = await memory.keep(name)
      }
      return answer
    },
  }
}

/** Where federation is served, the homeserver says its name (spec: server-server API, keys). */
export async function askServerName(client: Client): Promise<string | null> {
  const path = '/_matrix/key/v2/server'
  const answer = await client.call({ name: 'server keys', method: 'GET', path })
  const name = answer.kind === 'answered' ? answer.json['server_name'] : undefined
  return typeof name === 'string' && isServerName(name) ? name : null
}

function isServerName(text: string): boolean {
  return /^[\w.:[\]-]{1,230}$/.test(text)
}
