import { synapse } from '../support/parts.ts'
import { login, registered } from '../support/synapse-client.ts'
import type { Newcomer } from './people.ts'

/** Those whose name and password open an account at the homeserver. */
export async function ownersAmong(newcomers: Newcomer[]): Promise<Set<Newcomer>> {
  const owns = await Promise.all(newcomers.map(ownsAccount))
  return new Set(newcomers.filter((_, index) => owns[index]))
}

async function ownsAccount({ name, password }: Newcomer): Promise<boolean> {
  if (!(await registered(synapse(), name))) return false
  return (await login(synapse().url, name, password)).startsWith('@')
}
