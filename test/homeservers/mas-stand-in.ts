import type { Attempt } from './contract.ts'
import { neverSignedIn, onlyServices } from './mas-facts.ts'
import { nowhere, openDriver } from './open.ts'
import { standIn, type StandIn } from './stand-in.ts'

/** The recorded account and its routes. */
export const alice = '01M80PTWH4TM5GWC0Y6QM25930'
export const users = 'POST /api/admin/v1/users'
export const setPassword = `POST /api/admin/v1/users/${alice}/set-password`
export const deactivate = `POST /api/admin/v1/users/${alice}/deactivate`
export const byName = 'GET /api/admin/v1/users/by-username/alice'
const revoke = 'POST /api/admin/v1/personal-sessions/01M80PTWZ9N1CYQGAHTZH1050K/revoke'

/** MAS and its Synapse with their recorded answers, and a configuration for them. */
export async function openStandIns(kind: 'mas' | 'mas-token') {
  const mas = await standIn('mas-admin-api')
  const synapse = await standIn('mas-synapse-as-new-user', 'mas-join-and-admin-synapse-side')
  mas.answer('set-password ok')
  neverSignedIn(mas, alice)
  synapse.answerWith('POST /_matrix/client/v3/register', 403, onlyServices)
  const join = 'POST /_matrix/client/v3/join/#lobby20410:syn3.test'
  synapse.answerAt(join, 'new user joins alias with PAT')
  const homeserver = { kind, url: synapse.url, serverName: 'syn3.test' }
  const credentials = {
    clientId: '01J44QC8BCY7FCFM7WGHQGKMTJ',
    clientSecret: 'portal-client-secret',
  }
  return {
    mas,
    synapse,
    given: { homeserver, mas: { url: mas.url, ...credentials } },
    close: async () => {
      await mas[Symbol.asyncDispose]()
      await synapse[Symbol.asyncDispose]()
    },
  }
}

/** A driver for them, and one at whose address nothing listens. */
export async function openMas(
  kind: 'mas' | 'mas-token',
  { email = false, ...clock }: { clock?: () => number; email?: boolean } = {},
) {
  const { mas, synapse, given, close } = await openStandIns(kind)
  const open = (url: string) =>
    openDriver({ ...given.homeserver, mas: { ...given.mas, url, email }, ...clock })
  const homeserver = await open(mas.url)
  const down = await open(nowhere)
  return {
    mas,
    synapse,
    homeserver,
    down,
    close: async () => {
      await Promise.all([homeserver.close(), down.close()])
      await close()
    },
  }
}

export type OpenMas = Awaited<ReturnType<typeof openMas>>

/** A request for alice, answered by this exchange. */
export function answered({ mas, homeserver }: OpenMas, title: string): () => Attempt {
  return () => {
    mas.answer(title)
    return { homeserver, localpart: 'alice' }
  }
}

export function isRevoked(mas: StandIn): boolean {
  return mas.asked.some(({ route }) => route === revoke)
}
