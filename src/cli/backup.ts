import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { command } from './command.ts'
import { contents, copy, placeOf } from './copying.ts'
import { Failure } from './failure.ts'
import { printLines } from './print.ts'
import { usableSettings } from './settings.ts'

export const backup = command({
  summary: `Writes all that the database holds at one moment into a file that only you may read, while the
portal runs. It is an SQLite database, also where the portal's is PostgreSQL.`,
  parameters: [{ name: 'FILE', summary: 'a file that is not there yet' }],
  examples: [['backup /var/backups/latchkey-$(date +%F).db', 'Every night']],
  run: async (call) => {
    const { shell, parameters } = call
    const { config } = await usableSettings(call)
    const file = resolve(shell.cwd, parameters[0] ?? '')
    if (existsSync(file)) throw new Failure(`${file} is there already.`)
    // Under its own name it is never seen half-written.
    const draft = `${file}.partial`
    await rm(draft, { force: true })
    try {
      const to = { url: `sqlite:${draft}`, name: `The file ${draft}` }
      const copied = await copy(placeOf(config.database.url), to, shell.stderr)
      await rename(draft, file)
      printLines(shell.stdout, [`${file} holds ${contents(copied)}.`])
      return 0
    } finally {
      await rm(draft, { force: true })
    }
  },
})
