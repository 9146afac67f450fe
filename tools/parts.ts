import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './chromium.ts'
import { installDendrite } from './dendrite-install.ts'
import { type Found, found, missing } from './found.ts'
import { startPostgres } from './postgres.ts'
import { findProgram } from './programs.ts'
import { raisedLimits } from './raised-limits.ts'
import { startSynapse, type SynapseAddress } from './synapse.ts'

interface Program {
  path: string
}

/** The parts of the machine beside Node that tests may need. */
export interface PartValues {
  synapse: SynapseAddress
  /** A second Synapse for fault histories, with some limits raised. */
  'synapse-of-histories': SynapseAddress
  /** URL of a throwaway cluster's superuser. */
  postgres: { url: string }
  /** The path of the program: a test that needs a server starts one, which takes a second. */
  dendrite: Program
  chromium: Program
  lynx: Program
  nginx: Program
  caddy: Program
  pgbouncer: Program
  'systemd-analyze': Program
  zsh: Program
  fish: Program
  mandoc: Program
}

export type PartName = keyof PartValues

/** A part that no chosen test needs is left out. */
export type Parts = { [Name in PartName]?: Found<PartValues[Name]> }

export interface Rig {
  parts: Parts
  takeDown(): Promise<void>
}

interface Place {
  folder: string
  signal?: AbortSignal | undefined
}

interface Started<T> {
  value: T
  stop?: () => Promise<void>
}

type Starters = { [Name in PartName]: (place: Place) => Promise<Started<PartValues[Name]>> }

const starters: Starters = {
  synapse: (place) => startOneSynapse(place, {}),
  'synapse-of-histories': (place) => startOneSynapse(place, raisedLimits.histories.limits),
  postgres: async ({ signal }) => {
    const postgres = await startPostgres({ signal })
    return { value: { url: postgres.url }, stop: () => postgres.stop() }
  },
  dendrite: async ({ signal }) => ({ value: { path: await installDendrite(signal) } }),
  chromium: async () => ({ value: { path: findChromium() } }),
  lynx: installed(['lynx'], 'lynx'),
  // Debian keeps nginx off an ordinary user's PATH.
  nginx: installed(['nginx', '/usr/sbin/nginx'], 'nginx-light'),
  caddy: installed(['caddy'], 'caddy'),
  pgbouncer: installed(['pgbouncer', '/usr/sbin/pgbouncer'], 'pgbouncer'),
  'systemd-analyze': installed(['systemd-analyze'], 'systemd'),
  zsh: installed(['zsh'], 'zsh'),
  fish: installed(['fish'], 'fish'),
  mandoc: installed(['mandoc'], 'mandoc'),
}

export const partNames = Object.keys(starters) as PartName[]

async function startOneSynapse(
  { folder: parent, signal }: Place,
  settings: Record<string, unknown>,
): Promise<Started<SynapseAddress>> {
  const folder = await mkdtemp(join(parent, 'synapse-'))
  const synapse = await startSynapse({ folder, settings, signal })
  const { url, serverName, sharedSecret } = synapse
  return { value: { url, serverName, sharedSecret }, stop: () => synapse.stop() }
}

function installed(names: [string, ...string[]], debian: string) {
  return async (): Promise<Started<Program>> => {
    const path = findProgram(names)
    if (path !== undefined) return { value: { path } }
    throw missing(`${names[0]} is not installed (on Debian: apt install ${debian}).`)
  }
}

/**
 * Brings up these parts side by side. Those that TEST_WITHOUT names (a list with commas) count as
 * missing, which shows what a machine without them runs. Throws when one is there and doesn't start.
 */
export async function bringUp(
  signal?: AbortSignal,
  names: readonly PartName[] = partNames,
): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-rig-'))
  const stops: (() => Promise<void>)[] = []
  const hidden = (process.env.TEST_WITHOUT ?? '').split(',')
  const start = async (name: PartName) => {
    if (hidden.includes(name)) throw missing('TEST_WITHOUT hides it.')
    const { value, stop } = await starters[name]({ folder, signal })
    if (stop) stops.push(stop)
    return value
  }
  const entries = names.map(async (name) => [name, await found<unknown>(start(name))] as const)
  const takeDown = async () => {
    await Promise.all(stops.map((stop) => stop()))
    await rm(folder, { recursive: true, force: true })
  }
  // Wait until all starts have finished or failed before stopping anything.
  await Promise.allSettled(entries)
  try {
    return { parts: Object.fromEntries(await Promise.all(entries)), takeDown }
  } catch (error) {
    await takeDown()
    throw error
  }
}
