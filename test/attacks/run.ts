// `npm run test:attacks`: the shipped program under attack, as a visitor experiences it. Arguments select
// the attacks whose names contain one of them; `--docs` writes the table.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { run } from '../../tools/programs.ts'
import { raisedLimits } from '../../tools/raised-limits.ts'
import { inRunFolder } from '../../tools/run-folder.ts'
import { startSynapse, type SynapseAddress } from '../../tools/synapse.ts'
import { type Attack, attacks } from './attacks.ts'
import { type Measured, percentile, startAttack, visit } from './measure.ts'
import { openMasStage } from './mas-stage.ts'
import { openSilence, openStage, settingsOf, type Stage } from './stage.ts'

const ROUNDS = 3
const SECONDS = 3

/** A page of at most this time always passes, in ms. */
const FAST_MS = 25

/**
 * The maximum slowdown of a page, against the same client requesting /robots.txt at the same rate. If
 * the attack has no equivalent there, the comparison is a portal without an attack. And the maximum
 * memory in MiB: under repeated worst attacks it levels off at 300.
 */
const SLOWEST = 2
const MOST_MEMORY = 384

interface Row {
  name: string
  clients: number
  quiet: number
  attacked: number
  ratio: number
  /** The portal's share of one processor, without and with the attack. */
  cpu: [number, number]
  idle: number
  memory: number
  holds: boolean
  met: string
}

const write = (text: string) => process.stdout.write(`${text}\n`)

/** Alternates rounds without and with the attack, so that other load affects both equally. */
async function measure(stage: Stage, name: string, { clients, baseline }: Attack): Promise<Row> {
  const quiet: Measured[] = []
  const attacked: Measured[] = []
  const endings: Record<string, number> = {}
  await visit(stage, 1)
  for (let round = 0; round < ROUNDS; round++) {
    const calm = baseline ? await startAttack(name, stage, 'baseline') : async () => ({})
    if (baseline) await pause(1_000)
    quiet.push(await visit(stage, SECONDS))
    await calm()
    const callBack = await startAttack(name, stage)
    await pause(1_000)
    attacked.push(await visit(stage, SECONDS))
    for (const [ending, times] of Object.entries(await callBack())) {
      endings[ending] = (endings[ending] ?? 0) + times
    }
    await pause(500)
  }
  return judge(name, clients, { quiet, attacked, endings })
}

interface Found {
  quiet: Measured[]
  attacked: Measured[]
  endings: Record<string, number>
}

/** The median of all rounds. */
const p99 = (all: Measured[]) =>
  percentile(
    all.map(({ took }) => percentile(took, 99)),
    50,
  )

const mean = (all: Measured[]) => all.reduce((sum, { cpu }) => sum + cpu, 0) / all.length

const mostMemory = (all: Measured[]) => Math.max(...all.map(({ memory }) => memory))

function judge(name: string, clients: number, { quiet, attacked, endings }: Found): Row {
  const ratio = p99(attacked) / p99(quiet)
  return {
    name,
    clients,
    quiet: p99(quiet),
    attacked: p99(attacked),
    ratio,
    cpu: [mean(quiet), mean(attacked)],
    idle: quiet[0]?.memory ?? NaN,
    memory: mostMemory(attacked),
    holds: (ratio <= SLOWEST || p99(attacked) <= FAST_MS) && mostMemory(attacked) <= MOST_MEMORY,
    met: Object.entries(endings)
      .map(([ending, times]) => `${times} × ${ending}`)
      .join(', '),
  }
}

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const name = `${row.name}, ${row.clients} at once${row.holds ? '' : ' **fails**'}`
    const times = `${row.quiet.toFixed(1)} → ${row.attacked.toFixed(1)} ms`
    const cpu = row.cpu.map((share) => `${(share * 100).toFixed(0)} %`).join(' → ')
    const grown = `${row.idle.toFixed(0)} → ${row.memory.toFixed(0)} MiB`
    return `| ${name} | ${times} | ${cpu} | ${grown} | ${row.met} |`
  })
  const head = '| attack | p99 | processor | memory | what the attackers met |'
  return [head, '|---|--:|--:|--:|---|', ...lines].join('\n')
}

async function attackAll(names: string[], folder: string, synapse: SynapseAddress): Promise<Row[]> {
  await using silence = await openSilence()
  const rows: Row[] = []
  for (const [at, name] of names.entries()) {
    const attack = attacks[name]
    if (!attack || attack.refusedAtStart) continue
    await using mas = attack.mas ? await openMasStage() : null
    const settings = mas?.settings ?? settingsOf(attack.hangs ? silence : synapse)
    await using stage = await openStage(join(folder, String(at)), settings)
    const row = await measure(stage, name, attack)
    write(`${row.holds ? '✓' : '✖'} ${name}: ${row.ratio.toFixed(2)}, ${row.memory.toFixed(0)} MiB`)
    rows.push(row)
  }
  return rows
}

async function main(words: string[], forDocs: boolean): Promise<boolean> {
  const names = Object.keys(attacks).filter(
    (name) => words.length === 0 || words.some((word) => name.includes(word)),
  )
  const built = await run('npm', ['run', '--silent', 'build'])
  if (!built.ok) throw new Error(built.output)
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-attacks-'))
  const synapse = await startSynapse({ folder, settings: raisedLimits.measurements.limits })
  try {
    const rows = await attackAll(names, folder, synapse)
    const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`
    const text = `${table(rows)}\n\n${machine}`
    write(`\n${text}`)
    if (forDocs) await replaceTable('docs/security.md', text)
    return rows.every(({ holds }) => holds)
  } finally {
    await synapse.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Replaces the table between the two marks of a Markdown file. */
async function replaceTable(file: string, text: string): Promise<void> {
  const old = await readFile(file, 'utf8')
  const between = /(<!-- table -->)[^]*?(<!-- end -->)/
  const replaced = old.replace(
    between,
    (_, start: string, end: string) => `${start}\n\n${text}\n\n${end}`,
  )
  await writeFile(file, replaced)
}

const [forDocs, words] = [process.argv.includes('--docs'), process.argv.slice(2)]
const names = words.filter((word) => word !== '--docs')
process.exitCode = (await inRunFolder(() => main(names, forDocs))) ? 0 : 1
