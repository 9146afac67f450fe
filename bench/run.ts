// `npm run bench`: the shipped program against its comparisons, in about eight minutes.
// `--docs` writes the result into docs/, otherwise it goes to bench/results/.
import { cpus } from 'node:os'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Row } from './kit/row.ts'
import { onStage, type Stage } from './kit/stage.ts'
import { findWrk } from './kit/wrk.ts'
import { measureLists } from './parts/lists.ts'
import { measureLoaded } from './parts/memory.ts'
import { measurePages } from './parts/pages.ts'
import { measureRegistrations } from './parts/registrations.ts'
import { measureStarts } from './parts/starts.ts'
import { picture } from './picture.ts'
import { table, withoutLists } from './report.ts'

const write = (text: string) => process.stdout.write(`${text}\n`)

const registrations = {
  bcryptRounds: 4,
  levels: [
    { atOnce: 1, accounts: 30, rounds: 5, least: null },
    { atOnce: 4, accounts: 60, rounds: 5, least: null },
    // Rounds differ by a tenth, which is more than the distance to the target.
    { atOnce: 8, accounts: 120, rounds: 15, least: 0.83 },
  ],
}

async function measure(stage: Stage): Promise<Row[]> {
  write('Invitation page …')
  const pages = await measurePages(stage)
  write('Starts and commands …')
  const starts = await measureStarts(stage)
  write('Registrations …')
  const accounts = await measureRegistrations(stage, registrations)
  write('Lists of the console …')
  const lists = await measureLists(stage)
  write('Memory …')
  const loaded = await measureLoaded(pages, pages.script)
  return [...pages.rows, ...accounts, ...starts, ...lists, pages.idle, loaded]
}

/** Replaces the table between the two marks of a Markdown file. */
async function replaceTable(file: string, text: string): Promise<void> {
  const old = await readFile(file, 'utf8')
  const between = /(<!-- table -->\n)[^]*?(\n<!-- end -->)/
  await writeFile(
    file,
    old.replace(between, (_, start: string, end: string) => start + text + end),
  )
}

async function main(forDocs: boolean): Promise<void> {
  findWrk()
  const start = performance.now()
  const rows = await onStage(measure)
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`
  const seconds = Math.round((performance.now() - start) / 1000)
  write(`\n${table(rows)}\n\n${machine}; ${seconds} s`)
  const json = `${JSON.stringify({ machine, seconds, rows }, null, 2)}\n`
  const folder = forDocs ? 'docs' : 'bench/results'
  await mkdir(`${folder}/images`, { recursive: true })
  await writeFile(`${folder}/images/performance.svg`, picture(rows))
  await writeFile(`${folder}/performance.json`, json)
  if (forDocs)
    await replaceTable('docs/performance.md', `${table(withoutLists(rows))}\n\n${machine}`)
}

await main(process.argv.includes('--docs'))
