import { parseArgs } from 'node:util'
import { bringUp, type PartName } from '../../tools/parts.ts'
import type { Kind } from './portal.ts'

interface Runner {
  runHistories: (
    database: Kind,
    options: { runs: number; seed: number },
  ) => Promise<{ histories: number; kills: number; seconds: number }>
}

/**
 * Runs many random histories on both databases and prints the result of each. Reads the command line:
 * `[--runs N] [--seed N] [--database SQLite|PostgreSQL]`. `load`: after the databases are known.
 * `names`: the parts that the histories need.
 */
export async function runNightly(
  load: () => Promise<Runner>,
  names: readonly PartName[] = ['postgres'],
): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '25' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      database: { type: 'string' },
      // Like test/faults/nightly.ts, but the first failure is always reported without shrinking.
      first: { type: 'boolean' },
    },
  })
  const databases: Kind[] = ['SQLite', 'PostgreSQL']
  const rig = await bringUp(undefined, names)
  try {
    const parts = { synapse: { missing: 'not needed' }, ...rig.parts }
    process.env.TEST_PARTS = JSON.stringify(parts)
    const { runHistories } = await load()
    for (const database of databases.filter((it) => it === (values.database ?? it))) {
      const options = { runs: Number(values.runs), seed: Number(values.seed) }
      const { histories, kills, seconds } = await runHistories(database, options)
      process.stdout.write(
        `${database}, seed ${values.seed}: ${histories} histories in ${seconds} s, ${kills} kills\n`,
      )
    }
  } finally {
    await rig.takeDown()
  }
}
