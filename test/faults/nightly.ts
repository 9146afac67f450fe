// `npm run test:faults -- [--runs N] [--seed N] [--database SQLite|PostgreSQL] [--replicas N]`
// Many random histories against the real Synapse, on both databases. `--path P` repeats one that failed
// (the report has it beside its seed); `--first` stops at one without shrinking it.
import { parseArgs } from 'node:util'
import { bringUp } from '../../tools/parts.ts'
import type { Kind } from '../support/portal.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '250' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    first: { type: 'boolean' },
    database: { type: 'string' },
    replicas: { type: 'string', default: '1' },
  },
})
const { path, first } = values
const [runs, seed, replicas] = [values.runs, values.seed, values.replicas].map(Number)
const databases: Kind[] = ['SQLite', 'PostgreSQL']
const rig = await bringUp()
try {
  process.env.TEST_PARTS = JSON.stringify(rig.parts)
  const { inWorld } = await import('./run.ts')
  const { points } = await import('./points.ts')
  const through = path === undefined ? points : []
  for (const database of databases.filter((it) => it === (values.database ?? it))) {
    const options = { through, runs: runs ?? 1, seed: seed ?? 1, path, first }
    const { sentence, fired } = await inWorld({ database, replicas: replicas ?? 1 }, options)
    process.stdout.write(`${sentence}\n`)
    for (const [point, times] of fired) {
      process.stdout.write(`  ${point.padEnd(30)}${String(times).padStart(6)}\n`)
    }
  }
} finally {
  await rig.takeDown()
}
