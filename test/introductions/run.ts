import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { backends } from '../faults/backends.ts'
import { makeWorld, type World } from '../faults/world.ts'
import { newAdmin } from '../homeservers/synapses.ts'
import type { Point } from '../faults/points.ts'
import type { Kind } from '../support/portal.ts'
import { type History, historyOf, through } from './history.ts'
import { judge } from './judge.ts'
import { play } from './play.ts'
import { openRooms, type SynapseRooms } from './synapse-rooms.ts'
import { queue } from './terms.ts'

/**
 * The backends, and the requests of an introduction that a fault can meet there. Settling by a registration
 * token takes longer than rooms wait for a name, so what the rooms show could not be judged.
 */
export const drivers = {
  'synapse-admin': ['name', 'join'],
  synapse: ['join', 'logout'],
  dendrite: ['join', 'logout'],
} as const

export interface RunOptions {
  driver: keyof typeof drivers
  database: Kind
  /** The number of random histories, before those that meet every fault. */
  runs: number
  seed: number
  /** Portals that share the database. */
  replicas: number
  /** The faults that must happen. */
  faults: readonly Point[]
}

export interface Told {
  histories: number
  people: number
  kills: number
  seconds: number
}

/** A join takes longer than a registration, and retries would make a busy machine busier. In ms. */
const timeoutMs = 2_500

/** On a slow machine a request may time out before its fault: the covering history is repeated. */
const rounds = 3

/**
 * Plays random histories of people who are introduced, and judges each. Throws with the seed
 * and the problems of the first failure, and if a fault never happened.
 */
export async function runIntroductions(options: RunOptions): Promise<Told> {
  const { driver, database, runs, seed, replicas, faults } = options
  const opened = await backends[driver].open()
  const { at: address, homeserver } = opened
  assert.ok(address)
  const bySession = driver !== 'synapse-admin'
  const admin = homeserver.adminToken ?? (await newAdmin(address))
  const isDendrite = driver === 'dendrite'
  const at = await openRooms(address, admin, { bySession, isDendrite })
  const backend = { ...opened, rename: at.rename }
  const where = { database, replicas, front: false, backend, rooms: at.rooms, queue, timeoutMs }
  await using world = await makeWorld(where)
  const told = { histories: 0, people: 0 }
  const begin = performance.now()
  const property = fc.asyncProperty(historyOf(bySession), async (it) => {
    told.histories++
    told.people += it.guests.length
    await happens(world, at, it)
  })
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
  const { fired } = world.proxy.plan
  const missed = () => faults.filter((point) => !fired.has(point))
  for (let round = 0; round < rounds && missed().length > 0; round++) {
    await fc.assert(property, { numRuns: 1, endOnFailure: true, examples: [[through(missed())]] })
  }
  assert.deepEqual(missed(), [], 'these faults never happened')
  const kills = world.portals.reduce((sum, portal) => sum + portal.kills(), 0)
  return { ...told, kills, seconds: Math.round((performance.now() - begin) / 1000) }
}

async function happens(world: World, at: SynapseRooms, it: History): Promise<void> {
  const problems = await judge(world, at, await play(world, at, it))
  if (problems.length === 0) return
  const logs = world.portals.map((portal) => portal.logged()).join('\n')
  throw new Error(`Guarantees were violated:\n- ${problems.join('\n- ')}\n${logs}`)
}
