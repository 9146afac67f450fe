import { command } from '../cli/command.ts'
import { UsageError } from '../cli/failure.ts'
import type { FormatName } from '../cli/formats.ts'
import { loadSettings, usableSettings } from '../cli/settings.ts'
import type { Surface } from '../http/surface.ts'

export const serve = command({
  allow: 'program:run',
  summary: 'Opens the portal and stays until SIGTERM or Ctrl-C. The log goes to standard error.',
  options: {
    workers: { value: 'N', summary: 'Number of processes, for machines with more cores' },
  },
  examples: [
    ['serve --config /etc/latchkey/latchkey.yaml', 'As a service'],
    ['serve --verbose debug', 'With every request in the log'],
    ['serve --workers 2', 'On a machine with more than two cores'],
  ],
  run: async (call) => {
    const settings = await usableSettings(call)
    const workers = readWorkers(call.options.workers, settings.config.homeserver.concurrency)
    const surface = await surfaceOf(settings.format)
    const portal = { settings, surface, reread: () => loadSettings(call) }
    if (workers === 1) {
      const { keepOpen } = await import('../serve/keep-open.ts')
      await keepOpen(call.shell, portal)
    } else {
      const { keepWorkersOpen } = await import('../serve/workers.ts')
      await keepWorkersOpen(workers, call.shell, portal)
    }
    return 0
  },
})

/** The URLs that a format adds. Those of matrix-registration are served only by its own program. */
async function surfaceOf(format: FormatName): Promise<Surface | undefined> {
  return format === 'portero' ? (await import('../compat/portero/surface.ts')).surface : undefined
}

/** Workers share homeserver.concurrency, so each needs at least one slot. */
function readWorkers(text: string | undefined, concurrency: number): number {
  const count = /^\d{1,4}$/.test(text ?? '1') ? Number(text ?? '1') : 0
  if (count >= 1 && count <= concurrency) return count
  throw new UsageError(`--workers is a number from 1 to ${concurrency} (homeserver.concurrency).`)
}
