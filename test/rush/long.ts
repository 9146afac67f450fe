import { openScene, rush } from './crowd.ts'

const people = 700
const withinMs = 120_000
const allInMs = 240_000
const allowed = new Set(['waiting', 'welcome'])

/**
 * 700 people press within two minutes at a Synapse with its default rate limits, with and without
 * `x_forwarded` on its listener. All must join within four minutes, and see only the waiting page and the
 * welcome. Prints the result; false if the rule was violated.
 */
export async function rushOfMany(write: (line: string) => void): Promise<boolean> {
  let isGood = true
  for (const isForwarded of [false, true]) {
    await using scene = await openScene(isForwarded)
    const came = await rush(scene, { people, withinMs })
    const seen = [...new Set(came.flatMap((one) => [...one.seen]))].toSorted()
    const lastMs = Math.max(...came.map(({ afterMs }) => afterMs))
    const limited = scene.portal.logged().match(/"call":"profile","outcome":"429"/g)?.length ?? 0
    const held = lastMs <= allInMs && seen.every((page) => allowed.has(page))
    isGood &&= held
    write(
      `${held ? '✔' : '✖'} ${people} people within ${withinMs / 1000} s, x_forwarded ${isForwarded}: ` +
        `all were in after ${(lastMs / 1000).toFixed(0)} s; ${limited} look-ups were answered 429; ` +
        `pages seen: ${seen.join(', ')}`,
    )
  }
  return isGood
}
