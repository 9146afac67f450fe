import { test } from 'node:test'
import {
  newAdmin,
  newRegistrationToken,
  ownSynapse,
  withTerms,
  withTokens,
} from '../homeservers/synapses.ts'
import { needs, synapse } from '../support/parts.ts'
import { inWorld } from './run.ts'

/* The same promise, however accounts are made. Fault points are counted where Synapse's secret is. */
const some = { through: [], runs: 7, seed: 8 }

test(
  'whatever breaks, no invitation makes an account too many by an admin token',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    await inWorld({ database: 'SQLite', homeserver: { adminToken } }, some)
  },
)

const ways = [
  ['a registration token', withTokens],
  ['a registration token and terms', withTerms],
] as const

for (const [way, settings] of ways) {
  test(
    `whatever breaks, no invitation makes an account too many by ${way}`,
    needs('synapse'),
    async () => {
      const roomy = { per_second: 1_000, burst_count: 1_000 }
      await using at = await ownSynapse((folder) => ({
        ...settings(folder),
        rc_registration: roomy,
      }))
      const registrationToken = await newRegistrationToken(at, await newAdmin(at))
      const homeserver = { kind: 'registration-token' as const, registrationToken }
      await inWorld({ database: 'SQLite', at, homeserver }, some)
    },
  )
}
