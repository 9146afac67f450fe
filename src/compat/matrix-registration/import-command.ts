import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Call, command } from '../../cli/command.ts'
import { shortMoment } from '../../cli/describe.ts'
import { Failure } from '../../cli/failure.ts'
import { printLines } from '../../cli/print.ts'
import { findConfigFile, usableSettings } from '../../cli/settings.ts'
import { harmless, table } from '../../cli/text.ts'
import type { Database } from '../../store/schema.ts'
import { readDatabase } from './database-address.ts'
import { countFates, type Imported, importRows } from './import.ts'
import { isOwn } from './format.ts'
import { loadFile } from './load.ts'
import type { Mended } from './mend.ts'
import type { Shelf } from './shelf.ts'
import { isThere, openOwn, readOldRows } from './take-over.ts'
import { nameOf } from './tell.ts'

type Tools = Pick<Shelf, 'clock' | 'random'>

export const importTokens = command({
  summary:
    'Takes over the tokens of a matrix-registration database, of any generation, and shows what\n' +
    'becomes of each. Nothing is written without --apply; the old tables never change.',
  options: {
    database: {
      value: 'URL',
      summary: 'The old database; otherwise the db of a config.yaml of its that --config names',
    },
    apply: { summary: 'Do it; without this, only show what would be done' },
  },
  examples: [
    ['import matrix-registration --config config.yaml', 'What a first start would take over'],
    [
      'import matrix-registration --config latchkey.yaml --database sqlite:////data/db.sqlite3 --apply',
      'Into the database of a configuration of ours',
    ],
  ],
  run: async (call) => {
    const { shell, options } = call
    const { config } = await usableSettings(call)
    const places = { old: await oldDatabase(call, options.database), own: config.database.url }
    const rows = await readOldRows(places.old)
    if (!rows) throw new Failure(`${nameOf(places.old)} holds no tokens of matrix-registration.`)
    printLines(shell.stdout, [`From ${nameOf(places.old)} into ${nameOf(places.own)}:`, ''])
    const done = options.apply
      ? await apply(places, rows, shell)
      : await rehearse(places.own, rows, shell)
    printLines(shell.stdout, [
      ...table([HEAD, ...done.map((one) => lineOf(one, config))], shell.stdout),
      '',
      summaryOf(done, options.apply),
    ])
    return 0
  },
})

async function oldDatabase(call: Call, said: string | undefined): Promise<string> {
  const { env, cwd } = call.shell
  const path = findConfigFile(call)
  if (said !== undefined) {
    const found = readDatabase(said, cwd)
    if (found) return found.old
    throw new Failure('--database is a file of SQLite or a database of PostgreSQL.')
  }
  if (path !== null) {
    const text = await readFile(resolve(cwd, path), 'utf8')
    const file = isOwn(text) ? await loadFile({ path, text, env, cwd }) : undefined
    if (file && 'surface' in file) return file.surface.databases.old
  }
  throw new Failure(
    'Which database? Name it with --database URL, or a config.yaml of matrix-registration with --config.',
  )
}

async function apply(
  places: { old: string; own: string },
  rows: readonly Mended[],
  tools: Tools,
): Promise<Imported[]> {
  const db = await openOwn(places.own, tools)
  try {
    return await db.transaction().execute((trx) => importRows(trx, tools, rows))
  } finally {
    await db.destroy()
  }
}

class Rehearsed extends Error {}

/** The same, without keeping it: where there is no database yet, in memory. */
async function rehearse(own: string, rows: readonly Mended[], tools: Tools): Promise<Imported[]> {
  const db: Database = await openOwn((await isThere(own)) ? own : 'sqlite::memory:', tools)
  let done: Imported[] = []
  try {
    await db.transaction().execute(async (trx) => {
      done = await importRows(trx, tools, rows)
      throw new Rehearsed()
    })
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error
  } finally {
    await db.destroy()
  }
  return done
}

const HEAD = ['TOKEN', 'USES', 'USED', 'EXPIRES', 'BECOMES', '']

function lineOf({ row, fate }: Imported, zone: Parameters<typeof shortMoment>[1]): string[] {
  const { code, uses, used, expiresAt, paused, notes } = row
  return [
    code === null ? '-' : harmless(code),
    uses === null ? 'unlimited' : String(uses),
    String(used),
    expiresAt === null ? 'never' : shortMoment(expiresAt, zone),
    fate === 'imported' && paused ? 'imported, paused' : fate,
    harmless(notes.join(' ')),
  ]
}

function summaryOf(done: readonly Imported[], applied: boolean): string {
  const { imported, ...others } = countFates(done)
  const counts = Object.entries(others).map(([fate, count]) => `${count} ${fate}`)
  const sentence = `${imported} imported, ${counts.join(', ')}.`
  return applied ? sentence : `${sentence} Nothing was written: do it with --apply.`
}
