import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './chromium.ts'
import { installDendrite } from './dendrite-install.ts'
import { type Found, found } from './found.ts'
import { findLynx } from './lynx.ts'
import { startPostgres } from './postgres.ts'
import { startSynapse, type SynapseAddress } from './synapse.ts'

/** What tests may need of the machine beside Node. */
export interface Parts {
  synapse: Found<SynapseAddress>
  /** URL of a throwaway cluster's superuser. */
  postgres: Found<{ url: string }>
  /** The program: a test that needs one starts its own, in a second. */
  dendrite: Found<{ path: string }>
  chromium: Found<{ path: string }>
  lynx: Found<{ path: string }>
}

export interface Rig {
  parts: Parts
  takeDown(): Promise<void>
}

/** Brings up every part that can be had, side by side. */
export async function bringUp(signal?: AbortSignal): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-rig-'))
  const [synapse, postgres, dendrite, chromium, lynx] = await Promise.all([
    found(startSynapse({ folder, signal })),
    found(startPostgres({ signal })),
    found(installDendrite(signal).then((path) => ({ path }))),
    found(Promise.try(() => ({ path: findChromium() }))),
    found(Promise.try(() => ({ path: findLynx() }))),
  ])
  const servers = { synapse: addressOf(synapse), postgres: urlOf(postgres) }
  const parts = { ...servers, dendrite, chromium, lynx }
  const takeDown = async () => {
    await Promise.all([stop(synapse), stop(postgres)])
    await rm(folder, { recursive: true, force: true })
  }
  return { parts, takeDown }
}

async function stop(server: Found<{ stop(): Promise<void> }>): Promise<void> {
  if ('part' in server) await server.part.stop()
}

function addressOf(synapse: Found<SynapseAddress>): Parts['synapse'] {
  if ('missing' in synapse) return synapse
  const { url, serverName, sharedSecret } = synapse.part
  return { part: { url, serverName, sharedSecret } }
}

function urlOf(postgres: Found<{ url: string }>): Parts['postgres'] {
  return 'missing' in postgres ? postgres : { part: { url: postgres.part.url } }
}
