import { resolve } from 'node:path'
import { command } from './command.ts'
import { contents, copy, placeOf } from './copying.ts'
import { printLines } from './print.ts'
import { usableSettings } from './settings.ts'

export const restore = command({
  allow: 'data:copy',
  summary: `Fills the database of the configuration from a backup. It must be empty: nothing is overwritten.
Places that were used after the backup are free again, although their accounts exist.`,
  parameters: [{ name: 'FILE', summary: 'a file written by latchkey backup' }],
  examples: [['restore /var/backups/latchkey-2030-01-31.db', 'Before restarting the portal']],
  run: async (call) => {
    const { shell, parameters } = call
    const { config } = await usableSettings(call)
    const file = resolve(shell.cwd, parameters[0] ?? '')
    const to = placeOf(config.database.url)
    const from = { url: `sqlite:${file}`, name: `The file ${file}` }
    const copied = await copy(from, to, shell.stderr)
    printLines(shell.stdout, [`${to.name} holds ${contents(copied)}.`])
    return 0
  },
})
