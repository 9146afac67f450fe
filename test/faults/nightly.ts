// `npm run test:faults -- [--driver NAME] [--database SQLite|PostgreSQL] [--runs N] [--seed N] [--replicas N]`
// Random histories with every driver on both databases: --runs for each, after those that cover every
// fault point. `--path P` repeats a failed one (the report prints it with its seed); `--first` stops at a
// failure without shrinking it; `--random` omits the covering histories. A complete run ends with
// introductions by three portals (test/introductions) and the rush of 700 people (test/rush/long.ts);
// `--driver introductions` and `--driver rush` run only these; `--by synapse` only introductions by that one.
import { parseArgs } from 'node:util'
import { bringUp } from '../../tools/parts.ts'
import { inRunFolder } from '../../tools/run-folder.ts'
import type { Kind } from '../support/portal.ts'

const { values } = parseArgs({
  options: {
    driver: { type: 'string' },
    runs: { type: 'string', default: '25' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    first: { type: 'boolean' },
    random: { type: 'boolean' },
    points: { type: 'boolean' },
    database: { type: 'string' },
    replicas: { type: 'string', default: '1' },
    by: { type: 'string' },
  },
})
const { path, first } = values
const [runs = 1, seed = 1, replicas = 1] = [values.runs, values.seed, values.replicas].map(Number)
const databases: Kind[] = ['SQLite', 'PostgreSQL']
const write = (line: string) => void process.stdout.write(`${line}\n`)
await inRunFolder(async () => {
  const rig = await bringUp()
  try {
    process.env.TEST_PARTS = JSON.stringify(rig.parts)
    await playAll()
  } finally {
    await rig.takeDown()
  }
})

async function playAll(): Promise<void> {
  const { backends } = await import('./backends.ts')
  const names = Object.keys(backends) as (keyof typeof backends)[]
  const chosen = names.filter((name) => name === (values.driver ?? name))
  const isWhole = values.driver === undefined && path === undefined && !first && !values.random
  const isOther = (name: string) => values.driver === name
  if (chosen.length === 0 && !isOther('introductions') && !isOther('rush')) {
    throw new Error(`--driver is one of ${names.join(', ')}, introductions, rush`)
  }
  for (const name of chosen) {
    for (const database of databases.filter((it) => it === (values.database ?? it))) {
      await tell(name, database)
    }
  }
  if (isWhole || isOther('introductions')) await introduce()
  if (!isWhole && !isOther('rush')) return
  const { rushOfMany } = await import('../rush/long.ts')
  if (!(await rushOfMany(write))) process.exitCode = 1
}

async function tell(name: string, database: Kind): Promise<void> {
  const { backends } = await import('./backends.ts')
  const { inWorld } = await import('./run.ts')
  const { pointsOf } = await import('./points.ts')
  const backend = await backends[name as keyof typeof backends].open()
  const all = pointsOf(backend.kinds, backend.mas !== undefined)
  const through = path === undefined && values.random !== true ? all : []
  const options = { through, runs, seed, path, first }
  const told = await inWorld({ database, replicas, backend }, options)
  write(
    `${name.padEnd(14)} ${database.padEnd(10)} seed ${seed}: ${told.histories} histories, ` +
      `${told.kills} kills, at most ${told.most} requests in flight, ${told.seconds} s`,
  )
  if (values.points !== true) return
  for (const [point, times] of told.fired)
    write(`  ${point.padEnd(30)}${String(times).padStart(6)}`)
}

async function introduce(): Promise<void> {
  const { pointsOf } = await import('../introductions/history.ts')
  const { drivers, runIntroductions } = await import('../introductions/run.ts')
  const ways = Object.keys(drivers) as (keyof typeof drivers)[]
  for (const [driver, database] of ways.flatMap((way) =>
    databases.map((it) => [way, it] as const),
  )) {
    const isOther = values.by !== undefined && values.by !== driver
    if (isOther || database !== (values.database ?? database)) continue
    const faults = values.random === true ? [] : pointsOf(drivers[driver])
    const told = await runIntroductions({ driver, database, runs, seed, replicas: 3, faults })
    write(
      `introductions by ${driver.padEnd(14)} ${database.padEnd(10)} seed ${seed}: ${told.histories} histories, ` +
        `${told.people} people, ${told.kills} kills, ${told.seconds} s`,
    )
  }
}
