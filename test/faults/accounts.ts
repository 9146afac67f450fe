import type { SynapseAddress } from '../../tools/synapse.ts'
import { synapse } from '../support/parts.ts'
import { login, registered } from '../support/synapse-client.ts'
import type { Newcomer } from './people.ts'

/** Those whose name and password open an account at the homeserver. */
export async function ownersAmong(
  newcomers: Newcomer[],
  at: SynapseAddress = synapse(),
): Promise<Set<Newcomer>> {
  const owns = await Promise.all(newcomers.map((one) => ownsAccount(at, one)))
  return new Set(newcomers.filter((_, index) => owns[index]))
}

async function ownsAccount(at: SynapseAddress, { name, password }: Newcomer): Promise<boolean> {
  if (!(await registered(at, name))) return false
  return (await login(at.url, name, password)).startsWith('@')
}
