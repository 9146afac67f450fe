import { command } from '../cli/command.ts'
import { UsageError } from '../cli/failure.ts'
import { usableSettings } from '../cli/settings.ts'

export const serve = command({
  allow: 'program:run',
  summary: 'Opens the portal and stays until SIGTERM or Ctrl-C. The log goes to standard error.',
  options: {
    workers: { value: 'N', summary: 'Serve from so many processes, for machines with more cores' },
  },
  examples: [
    ['serve --config /etc/latchkey/latchkey.yaml', 'As a service'],
    ['serve --verbose debug', 'With every request in the log'],
    ['serve --workers 2', 'On a machine with more than two cores'],
  ],
  run: async (call) => {
    const settings = await usableSettings(call)
    const workers = readWorkers(call.options.workers, settings.config.homeserver.concurrency)
    if (workers === 1) {
      const { keepOpen } = await import('../serve/keep-open.ts')
      await keepOpen(settings, call.shell)
    } else {
      const { keepWorkersOpen } = await import('../serve/workers.ts')
      await keepWorkersOpen(workers, settings, call.shell)
    }
    return 0
  },
})

/** The accounts that are made at once are shared out, so that there must be one for each worker. */
function readWorkers(text: string | undefined, concurrency: number): number {
  const count = /^\d{1,4}$/.test(text ?? '1') ? Number(text ?? '1') : 0
  if (count >= 1 && count <= concurrency) return count
  throw new UsageError(`--workers is a number from 1 to ${concurrency} (homeserver.concurrency).`)
}
