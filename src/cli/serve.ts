import { command } from './command.ts'
import { usableSettings } from './settings.ts'

export const serve = command({
  summary: 'Opens the portal and stays until SIGTERM or Ctrl-C. The log goes to standard error.',
  examples: [
    ['serve --config /etc/latchkey/latchkey.yaml', 'As a service'],
    ['serve --verbose debug', 'With every request in the log'],
  ],
  run: async (call) => {
    const settings = await usableSettings(call)
    const { keepOpen } = await import('./keep-open.ts')
    await keepOpen(settings, call.shell)
    return 0
  },
})
