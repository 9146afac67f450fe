import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { backends, type BackendChoice } from './backends.ts'
import { inWorld } from './run.ts'

/* Every driver, a few histories each; through all fault points, and far more: `npm run test:faults`. */
const runs = 10

const { synapse: _, ...others } = backends

/** The parts that a driver's homeserver needs: none for a stand-in, a separate Synapse for tokens. */
const partsOf: Record<string, ReturnType<typeof needs>> = {
  'synapse-admin': needs('synapse-of-histories'),
  dendrite: needs('dendrite'),
  tuwunel: needs(),
  continuwuity: needs(),
  mas: needs(),
  'mas-token': needs(),
}

/** Each driver's histories: by what, the parts they need, and how they are played. */
export function historiesOfDrivers(database: Kind, seed: number) {
  return Object.entries<BackendChoice>(others).map(([name, { by, open }]) => ({
    by,
    parts: onDatabase(database, partsOf[name] ?? needs('synapse')),
    play: async () => {
      await inWorld({ database, backend: await open() }, { through: [], runs, seed })
    },
  }))
}
