import type { Config } from '../../model/config.ts'
import { recall, sharedSecret } from '../../store/secrets.ts'
import type { Database } from '../../store/schema.ts'
import type { Client } from './client.ts'

/** Under this name the database keeps what the homeserver is called. */
const kept = 'server name'

/**
 * For a configuration that doesn't say what the homeserver is called, as a predecessor's may not:
 * sets the name as soon as it is known. Where federation is served, the homeserver says it (spec:
 * server-server API, keys). Otherwise the first account's user id tells. The result is the client to
 * go on with.
 */
export async function learnServerName(
  client: Client,
  { homeserver }: Pick<Config, 'homeserver'>,
  db: Database,
): Promise<Client> {
  const said = await askServerName(client)
  if (said !== null) await sharedSecret(db, kept, said)
  homeserver.serverName = said ?? (await rememberedName(db))
  if (homeserver.serverName !== '') return client
  return {
    ...client,
    call: async (call) => {
      const answer = await client.call(call)
      const userId = answer.kind === 'answered' ? answer.json['user_id'] : undefined
      const name = typeof userId === 'string' ? userId.replace(/^[^:]*:/, '') : ''
      if (homeserver.serverName === '' && isServerName(name)) {
        homeserver.serverName = await sharedSecret(db, kept, name)
      }
      return answer
    },
  }
}

/** The name that was learnt before, or ''. */
export async function rememberedName(db: Database): Promise<string> {
  return (await recall(db, kept)) ?? ''
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
