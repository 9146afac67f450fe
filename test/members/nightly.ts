// `npm run test:allowances -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of a member's invitations, on both databases, with three processes each.
import { parseArgs } from 'node:util'
import { startPostgres } from '../../tools/postgres.ts'
import type { Kind } from '../support/portal.ts'

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
const postgres = await startPostgres()
const missing = { missing: 'not needed' }
try {
  const part = { part: { url: postgres.url } }
  process.env.TEST_PARTS = JSON.stringify({ postgres: part, synapse: missing })
  const { runHistories } = await import('./run.ts')
  for (const database of databases.filter((it) => it === (values.database ?? it))) {
    const options = { runs: Number(values.runs), seed: Number(values.seed) }
    const { histories, kills, seconds } = await runHistories(database, options)
    process.stdout.write(
      `${database}, seed ${values.seed}: ${histories} histories in ${seconds} s, ${kills} kills\n`,
    )
  }
} finally {
  await postgres.stop()
}
