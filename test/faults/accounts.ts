import type { Backend } from './backend.ts'
import type { Newcomer } from './people.ts'

/** Those whose name and password open an account at the homeserver. */
export async function ownersAmong(newcomers: Newcomer[], at: Backend): Promise<Set<Newcomer>> {
  const owns = await Promise.all(newcomers.map(({ name, password }) => at.owns(name, password)))
  return new Set(newcomers.filter((_, index) => owns[index]))
}
