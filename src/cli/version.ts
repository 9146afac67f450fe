import about from '../../package.json' with { type: 'json' }
import { command } from './command.ts'

export const version = command({
  allow: 'health:read',
  summary: 'Print the version.',
  run: async ({ shell }) => {
    shell.stdout.write(`latchkey ${about.version}\n`)
    return 0
  },
})
