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
  summary: `Writes all that the database holds at one moment into a file that only you may read, while the
portal runs. It is an SQLite database, also where the portal's is PostgreSQL.`,
  parameters: [{ name: 'FILE', summary: 'a file that is not there yet' }],
  examples: [['backup /var/backups/latchkey-$(date +%F).db', 'Every night']],
  run: async (call) => {
    const { shell, parameters } = call
    const { config } = await usableSettings(call)
    const file = resolve(shell.cwd, parameters[0] ?? '')
    if (isAnythingAt(file)) throw thereAlready(file)
    // Under its own name it is never seen half-written.
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
  return new Failure(`${file} is there already.`)
}

/** A link that leads nowhere is something, too. */
function isAnythingAt(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

/** In a folder where others may write, one of them may be quicker with a file or a link of that name. */
function makeDraft(draft: string): void {
  try {
    makeNewFile(draft)
  } catch (error) {
    throw new Failure(`${draft} can't be made: ${explain(error)}.`)
  }
}

/** Never in place of what came to be there meanwhile, but where the disk knows no second names. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw thereAlready(file)
    await rename(draft, file)
  }
}
