import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Call, command } from '../../cli/command.ts'
import { Failure } from '../../cli/failure.ts'
import { printLines } from '../../cli/print.ts'
import { findConfigFile, usableSettings } from '../../cli/settings.ts'
import type { Database } from '../../store/schema.ts'
import { readDatabase } from './database-address.ts'
import {
  count,
  importBatch,
  type Imported,
  importRows,
  newTally,
  type OnBatch,
  type Source,
  type Tally,
} from './import.ts'
import { createLister } from './import-list.ts'
import { isOwn } from './format.ts'
import { loadFile } from './load.ts'
import type { ConvertedToken } from './mend.ts'
import type { InviteContext } from './invites.ts'
import { isThere, openOldRows, openOwn } from './take-over.ts'
import { nameOf } from './messages.ts'

type Tools = Pick<InviteContext, 'clock' | 'random'>

export const importTokens = command({
  allow: 'data:copy',
  summary:
    'Imports the tokens of a matrix-registration database, of any generation, and shows the result\n' +
    'for each. Nothing is written without --apply; the old tables never change.',
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
    await using rows = await openOldRows(places.old)
    if (!rows) throw new Failure(`${nameOf(places.old)} holds no tokens of matrix-registration.`)
    printLines(shell.stdout, [`From ${nameOf(places.old)} into ${nameOf(places.own)}:`, ''])
    const lister = createLister(shell, config, rows.count)
    const work = options.apply ? apply : rehearse
    const tally = await work(places.own, rows, shell, lister.list).finally(lister.clear)
    printLines(shell.stdout, lister.end(tally, options.apply))
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

async function apply(own: string, rows: Source, tools: Tools, onBatch: OnBatch): Promise<Tally> {
  const db = await openOwn(own, tools)
  try {
    return await importRows(db, tools, rows, onBatch)
  } finally {
    await db.destroy()
  }
}

/** A dry run: rolled back, or in memory if the database doesn't exist yet. */
async function rehearse(own: string, rows: Source, tools: Tools, onBatch: OnBatch): Promise<Tally> {
  const db = await openOwn((await isThere(own)) ? own : 'sqlite::memory:', tools)
  const tally = newTally()
  const seen = new Set<string | null>()
  try {
    for await (const batch of rows.batches()) {
      const done = (await tryBatch(db, batch, tools)).map((one): Imported => {
        const again = one.fate === 'imported' && seen.has(one.row.code)
        return again ? { ...one, fate: 'already here' } : one
      })
      for (const { row } of done) seen.add(row.code)
      count(tally, done)
      onBatch(done, tally)
    }
  } finally {
    await db.destroy()
  }
  return tally
}

class Rehearsed extends Error {}

/** The results for a batch, without writing it. */
async function tryBatch(db: Database, batch: readonly ConvertedToken[], { clock, random }: Tools) {
  let done: Imported[] = []
  const now = clock()
  await db
    .transaction()
    .execute(async (trx) => {
      done = await importBatch(trx, batch, { clock, random, first: now, now })
      throw new Rehearsed()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Rehearsed)) throw error
    })
  return done
}
