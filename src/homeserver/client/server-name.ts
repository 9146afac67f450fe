import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import type { Answered, Call, Client } from './client.ts'

/** Stores the discovered server name, for all portals that share a database. */
export interface ServerNameStore {
  /** The stored name, or ''. */
  recall: () => Promise<string>
  /** Keeps a name; returns the one that holds, as another portal may have been first. */
  keep: (name: string) => Promise<string>
}

/** What the homeserver is called. A predecessor's configuration may not say it. */
export interface ServerName {
  /** '' while it is unknown. */
  current: () => string
  /** The same client; while the name is unknown, it is looked for in every answer. */
  listenTo: (client: Client) => Client
  /** Sends a question whose answer holds the name, or else recalls it. */
  learn: (ask: () => Promise<void>) => Promise<void>
}

/** The name that the configuration says, or that is learnt. Without accounts of ours there is none. */
export function serverNameOf(
  { kind, serverName }: { kind: HomeserverKind; serverName: string },
  store: ServerNameStore,
): ServerName {
  return serverName === '' && kind !== 'none' ? learntName(store) : knownName(serverName)
}

/** A name that the configuration says. */
export function knownName(name: string): ServerName {
  return { current: () => name, listenTo: (client) => client, learn: async () => {} }
}

/**
 * A name that is learnt from answers. MAS says it, and so does a homeserver that serves federation
 * (spec: server-server API, keys); otherwise the first account's user id contains it. If the question
 * got no answer, it is sent again after the first answer of any kind.
 */
function learntName(store: ServerNameStore): ServerName {
  let name = ''
  let wasAnswered = false
  let askAgain: (() => Promise<void>) | undefined
  const notice = async (call: Call, answer: Answered) => {
    const { said, found } = namesIn(call, answer)
    const isFirst = !wasAnswered
    wasAnswered = true
    if (isServerName(said)) {
      name = said
      await store.keep(said)
    } else if (isServerName(found)) name = await store.keep(found)
    else if (isFirst) await askAgain?.()
  }
  return {
    current: () => name,
    listenTo: (client) => ({
      ...client,
      call: async (call) => {
        const answer = await client.call(call)
        if (name === '' && answer.kind === 'answered') await notice(call, answer)
        return answer
      },
    }),
    learn: async (ask) => {
      await ask()
      askAgain = ask
      if (name === '') name = await store.recall()
    },
  }
}

/** Keeps nothing: for one look at a homeserver. */
export const noMemory: ServerNameStore = { recall: async () => '', keep: async (name) => name }

/** The name from the federation API (spec: server-server API, keys); null if it isn't served here. */
export async function askServerName(client: Client): Promise<string | null> {
  const path = '/_matrix/key/v2/server'
  const answer = await client.call({ name: 'server keys', method: 'GET', path })
  const name = answer.kind === 'answered' ? answer.json['server_name'] : undefined
  return isServerName(name) ? name : null
}

/** The calls whose answer says it. What a profile says, anybody can write. */
const sayingCalls = new Set(['server keys', 'mas site'])

function namesIn({ name, method }: Call, { json }: Answered): { said: unknown; found: unknown } {
  const { server_name: said, user_id: userId } = json
  const isMade = method === 'POST' && typeof userId === 'string'
  return {
    said: sayingCalls.has(name) ? said : undefined,
    found: isMade ? userId.replace(/^[^:]*:/, '') : undefined,
  }
}

function isServerName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w.:[\]-]{1,230}$/.test(name)
}
