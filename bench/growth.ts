// `npm run bench:growth`: the long measurements (sizes, bcrypt 12, soak). Each can be made smaller:
//   --sizes 100,10000,1000000  --audit 10000000  --soak 2000000  --accounts 60
//   --only sizes (or registrations, or soak)
import { parseArgs } from 'node:util'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { found } from '../tools/found.ts'
import { startPostgres } from '../tools/postgres.ts'
import type { Row } from './kit/row.ts'
import { onStage, type Stage } from './kit/stage.ts'
import { growthRows, measureSize, type Size } from './parts/growth.ts'
import { measureRegistrations } from './parts/registrations.ts'
import { soak } from './parts/soak.ts'
import { table } from './report.ts'

const write = (text: string) => process.stdout.write(`${text}\n`)

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,10000,1000000' },
    audit: { type: 'string', default: '10000000' },
    soak: { type: 'string', default: '2000000' },
    accounts: { type: 'string', default: '60' },
    // One of the parts.
    only: { type: 'string' },
  },
})
const sizes = values.sizes.split(',').map(Number)

/** Ten audit rows for each invitation; the largest size has the requested number. */
async function measureSizes(
  stage: Stage,
  newDatabase: (size: number) => Promise<string>,
): Promise<Size[]> {
  const measured: Size[] = []
  for (const invitations of sizes) {
    write(`  ${invitations} invitations …`)
    const audit = invitations === sizes.at(-1) ? Number(values.audit) : 10 * invitations
    measured.push(await measureSize(stage, await newDatabase(invitations), { invitations, audit }))
  }
  return measured
}

async function growing(stage: Stage): Promise<Row[]> {
  const rows: Row[] = []
  const take = (kind: string, measured: Size[]) => {
    rows.push(...growthRows(kind, measured))
    write(`${kind}, query plans at ${measured.at(-1)?.invitations} invitations:`)
    write(measured.at(-1)?.plans.join('\n') ?? '')
  }
  write('SQLite')
  take('SQLite', await measureSizes(stage, async (n) => `sqlite:${join(stage.folder, `${n}.db`)}`))
  write('PostgreSQL')
  const postgres = await found(startPostgres({ durable: true }))
  if ('missing' in postgres) write(`  left out: ${postgres.missing}`)
  else {
    stage.later(() => postgres.part.stop())
    take('PostgreSQL', await measureSizes(stage, () => postgres.part.createDatabase()))
  }
  return rows
}

function registrations(stage: Stage): Promise<Row[]> {
  write('Registrations, bcrypt 12')
  const level = { atOnce: 4, accounts: Number(values.accounts), rounds: 9, least: 0.98 }
  return measureRegistrations(stage, { bcryptRounds: 12, levels: [level] })
}

async function soaking(stage: Stage): Promise<Row[]> {
  write('Soak')
  return [await soak(stage, Number(values.soak))]
}

const parts = { sizes: growing, registrations, soak: soaking }
if (values.only !== undefined && !(values.only in parts)) {
  throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}`)
}

async function measure(stage: Stage): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, part] of Object.entries(parts)) {
    if ([undefined, name].includes(values.only)) rows.push(...(await part(stage)))
  }
  return rows
}

const rows = await onStage(measure)
write(`\n${table(rows)}`)
await mkdir('bench/results', { recursive: true })
await writeFile('bench/results/growth.json', `${JSON.stringify(rows, null, 2)}\n`)
