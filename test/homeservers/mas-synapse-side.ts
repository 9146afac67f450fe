import type { Given, Said } from './json-server.ts'
import type { MasUserState } from './mas-records.ts'
import { onlyServices } from './mas-facts.ts'
import { recordedAnswers } from './recorded-answers.ts'

const recorded = recordedAnswers('mas-synapse-as-new-user', 'mas-join-and-admin-synapse-side')

/** The Synapse behind MAS, as far as portals send requests to it. */
export function synapseBehindMas(users: Map<string, MasUserState>, said: Said): Given | undefined {
  const { method, path } = said
  if (path === '/_matrix/client/versions') return recorded('versions')
  if (path === '/_matrix/client/v3/register') {
    return { status: 403, body: JSON.stringify(onlyServices) }
  }
  if (path === '/_matrix/federation/v1/version') return recorded('federation version')
  const [, name, key] = /^\/_matrix\/client\/v3\/profile\/@([^:]+):[^/]+(\/\w+)?$/.exec(path) ?? []
  if (name !== undefined && method === 'PUT' && key) return recorded('set displayname')
  // A new account has its localpart as display name.
  if (name !== undefined && users.has(name)) {
    return { ...recorded('profile'), body: JSON.stringify({ displayname: name }) }
  }
  if (path.startsWith('/_matrix/client/v3/join/')) return recorded('new user joins alias with PAT')
  return undefined
}
