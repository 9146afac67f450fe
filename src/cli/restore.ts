import { resolve } from 'node:path'
import { command } from './command.ts'
import { contents, copy, placeOf } from './copying.ts'
import { printLines } from './print.ts'
import { usableSettings } from './settings.ts'

export const restore = command({
  allow: 'data:copy',
  summary: `Fills the database of the configuration from a backup. It must be empty: nothing is overwritten.
Places that were given after the backup are free again, although their accounts exist.`,
  parameters: [{ name: 'FILE', summary: 'what latchkey backup wrote' }],
  examples: [['restore /var/backups/latchkey-2030-01-31.db', 'Before the portal is started again']],
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
