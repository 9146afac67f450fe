// `npm run test:ask -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of requests to join, with two portals that are killed, on both databases.
import { parseArgs } from 'node:util'
import { bringUp } from '../../tools/parts.ts'
import { inRunFolder } from '../../tools/run-folder.ts'
import type { Kind } from '../support/portal.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '25' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    database: { type: 'string' },
  },
})
const databases: Kind[] = ['SQLite', 'PostgreSQL']

await inRunFolder(async () => {
  const rig = await bringUp(undefined, ['synapse', 'postgres'])
  try {
    process.env.TEST_PARTS = JSON.stringify(rig.parts)
    const { runHistories } = await import('./process-run.ts')
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
})
