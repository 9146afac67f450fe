import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  clockAhead,
  endsOnTheWay,
  heldTooLong,
  history,
  type History,
  historiesThrough,
  lostAnswers,
  twiceThenSilence,
} from './history.ts'
import { judge } from './judge.ts'
import { crowd } from './people.ts'
import { play } from './play.ts'
import type { Point } from './points.ts'
import { makeWorld, type World, type WorldOptions } from './world.ts'

export interface RunOptions {
  /** Fault points that must be met. */
  through: Point[]
  /** The number of random histories in addition to the covering ones. */
  runs: number
  seed: number
  /** The shrunk path of a failed history: runs only that history. */
  path?: string | undefined
  /** Reports the first failing history without shrinking it. */
  first?: boolean | undefined
}

export interface Told {
  histories: number
  kills: number
  seconds: number
  /** The maximum number of requests in flight. */
  most: number
  fired: ReadonlyMap<Point, number>
}

/** Each of these found a bug once, or is rare among the random ones. Two depend on timing. */
const known = [
  lostAnswers,
  clockAhead,
  clockAhead,
  twiceThenSilence,
  heldTooLong,
  heldTooLong,
  endsOnTheWay,
]

/** On a slow machine a request may time out before its fault: the covering history is repeated. */
const rounds = 3

/**
 * Plays random histories in a new world and judges each. Shrinks a failing history and prints its seed
 * and path. Throws also if a fault point was never met.
 */
export async function inWorld(where: WorldOptions, options: RunOptions): Promise<Told> {
  await using world = await makeWorld(where)
  const { through, runs, seed, path, first: endOnFailure = false } = options
  const { fired } = world.proxy.plan
  const missed = () => through.filter((point) => !fired.has(point))
  const property = fc.asyncProperty(history, (it) => happens(world, it))
  const start = performance.now()
  let histories = 0
  const all = async (given: History[], numRuns: number) => {
    histories += numRuns
    await fc.assert(property, { seed, numRuns, endOnFailure, examples: given.map((it) => [it]) })
  }
  if (path !== undefined) await fc.assert(property, { seed, path, endOnFailure: true })
  else if (runs > 0) await all(known, runs)
  for (let round = 0; round < rounds && missed().length > 0; round++) {
    const given = historiesThrough(missed(), world.backend.homeserver.kind !== 'mas-token')
    await all(given, given.length)
  }
  assert.deepEqual(missed(), [], 'these fault points were never met')
  const seconds = Math.round((performance.now() - start) / 1000)
  const kills = world.portals.reduce((sum, portal) => sum + portal.kills(), 0)
  return { histories, kills, seconds, most: crowd.most, fired }
}

async function happens(world: World, it: History): Promise<void> {
  const problems = await judge(world, await play(world, it))
  if (problems.length === 0) return
  const logs = world.portals.map((portal) => portal.logged()).join('\n')
  throw new Error(`Guarantees were violated:\n- ${problems.join('\n- ')}\n${logs}`)
}
