import type { Config } from '../../src/config/config.ts'
import type { Homeserver } from '../../src/homeserver/homeserver.ts'
import type { Attempt, Rig } from './contract.ts'
import { nowhere, openDriver } from './open.ts'
import { standIn, type StandIn } from './stand-in.ts'

/** The account that was recorded, and the routes around it. */
export const alice = '01M80PTWH4TM5GWC0Y6QM25930'
export const users = 'POST /api/admin/v1/users'
export const setPassword = `POST /api/admin/v1/users/${alice}/set-password`
export const deactivate = `POST /api/admin/v1/users/${alice}/deactivate`
export const byName = 'GET /api/admin/v1/users/by-username/alice'
const revoke = 'POST /api/admin/v1/personal-sessions/01M80PTWZ9N1CYQGAHTZH1050K/revoke'

export interface MasRig extends Rig {
  mas: StandIn
  synapse: StandIn
}

/** MAS and the Synapse behind it, as they answered. */
export async function openMas(
  kind: 'mas' | 'mas-token',
  options: { clock?: () => number; email?: boolean } = {},
) {
  const mas = await standIn('mas-admin-api')
  const synapse = await standIn('mas-synapse-as-new-user', 'mas-join-and-admin-synapse-side')
  mas.answer('set-password ok')
  synapse.answerAt(
    'POST /_matrix/client/v3/join/#lobby20410:syn3.test',
    'new user joins alias with PAT',
  )
  const { email = false, ...clock } = options
  const open = (url: string) =>
    openDriver({
      kind,
      url: synapse.url,
      serverName: 'syn3.test',
      mas: { url, email, ...credentials },
      ...clock,
    })
  const homeserver = await open(mas.url)
  const down = await open(nowhere)
  return {
    mas,
    synapse,
    homeserver,
    down,
    close: () => closeAll([homeserver, down], [mas, synapse]),
  }
}

const credentials: Partial<Config['mas']> = {
  clientId: '01J44QC8BCY7FCFM7WGHQGKMTJ',
  clientSecret: 'portal-client-secret',
}

export type OpenMas = Awaited<ReturnType<typeof openMas>>

/** Asking for alice after this exchange became the answer. */
export function answered({ mas, homeserver }: OpenMas, title: string): () => Attempt {
  return () => {
    mas.answer(title)
    return { homeserver, localpart: 'alice' }
  }
}

export function isRevoked(mas: StandIn): boolean {
  return mas.asked.some(({ route }) => route === revoke)
}

async function closeAll(homeservers: Homeserver[], servers: StandIn[]): Promise<void> {
  for (const one of homeservers) await one.close()
  for (const one of servers) await one[Symbol.asyncDispose]()
}
