import type { Backend } from './backend.ts'
import type { Newcomer } from './people.ts'

/** The people whose name and password can sign in at the homeserver. */
export async function ownersAmong(newcomers: Newcomer[], at: Backend): Promise<Set<Newcomer>> {
  const owns = await Promise.all(newcomers.map(({ name, password }) => at.owns(name, password)))
  return new Set(newcomers.filter((_, index) => owns[index]))
}
