import * as fc from 'fast-check'
import { history, type History } from './history.ts'
import { judge } from './judge.ts'
import { crowd } from './people.ts'
import { play } from './play.ts'
import type { Point } from './points.ts'
import { makeWorld, type World, type WorldOptions } from './world.ts'

export interface RunOptions {
  /** Histories that come before the random ones. */
  given: History[]
  /** How many random ones. */
  runs: number
  seed: number
  /** Where a failing run was left by shrinking: only that history. */
  path?: string | undefined
}

/**
 * Lets random histories happen in a world of their own and judges each. A failing one is shrunk; its
 * seed and path are printed. Gives what happened, and how often each fault point was met.
 */
export async function inWorld(
  where: WorldOptions,
  { given, runs, seed, path }: RunOptions,
): Promise<{ told: string; fired: ReadonlyMap<Point, number> }> {
  await using world = await makeWorld(where)
  const examples = given.map((it): [History] => [it])
  const numRuns = runs + examples.length
  const asked = path === undefined ? { numRuns, examples } : { path, endOnFailure: true }
  const start = performance.now()
  const property = fc.asyncProperty(history, (it) => happens(world, it))
  await fc.assert(property, { seed, ...asked })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const kills = world.portals.reduce((sum, portal) => sum + portal.kills(), 0)
  const told = [
    `${where.database}, seed ${seed}: ${numRuns} histories in ${seconds} s,`,
    `${kills} portals killed, at most ${crowd.most} requests in flight`,
  ].join(' ')
  return { told, fired: world.proxy.plan.fired }
}

async function happens(world: World, it: History): Promise<void> {
  const problems = await judge(world, await play(world, it))
  if (problems.length === 0) return
  const logs = world.portals.map((portal) => portal.logged()).join('\n')
  throw new Error(`The promise was broken:\n- ${problems.join('\n- ')}\n${logs}`)
}
