import { lstatSync } from 'node:fs'
import { link, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { makeNewFile } from '../store/sqlite/private-file.ts'
import { command } from './command.ts'
import { contents, copy, placeOf } from './copying.ts'
import { Failure } from './failure.ts'
import { explain } from '../shared/explain.ts'
import { printLines } from './print.ts'
import { usableSettings } from './settings.ts'

export const backup = command({
  allow: 'data:copy',
  summary: `Writes a snapshot of the database into a file that only you can read. The portal may run
meanwhile. The file is an SQLite database, even if the portal uses PostgreSQL.`,
  parameters: [{ name: 'FILE', summary: 'a file that does not exist yet' }],
  examples: [['backup /var/backups/latchkey-$(date +%F).db', 'Every night']],
  run: async (call) => {
    const { shell, parameters } = call
    const { config } = await usableSettings(call)
    const file = resolve(shell.cwd, parameters[0] ?? '')
    if (isAnythingAt(file)) throw thereAlready(file)
    // The final name never shows a half-written file.
    const draft = `${file}.partial`
    await rm(draft, { force: true })
    makeDraft(draft)
    try {
      const to = { url: `sqlite:${draft}`, name: `The file ${draft}` }
      const copied = await copy(placeOf(config.database.url), to, shell.stderr)
      await publish(draft, file)
      printLines(shell.stdout, [`${file} holds ${contents(copied)}.`])
      return 0
    } finally {
      await rm(draft, { force: true })
    }
  },
})

function thereAlready(file: string): Failure {
  return new Failure(`${file} exists already.`)
}

/** Whether anything exists at the path, even a dangling link. */
function isAnythingAt(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

/** Fails if another user planted a file or link of this name in a shared folder. */
function makeDraft(draft: string): void {
  try {
    makeNewFile(draft)
  } catch (error) {
    throw new Failure(`${draft} can't be created: ${explain(error)}.`)
  }
}

/** Publishes without overwriting a file created meanwhile; without hard links, by renaming. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw thereAlready(file)
    await rename(draft, file)
  }
}
