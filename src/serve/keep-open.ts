import { databaseName } from '../config/database-name.ts'
import type { Config } from '../model/config.ts'
import type { Surface } from '../http/surface.ts'
import { explain } from '../shared/explain.ts'
import { Failure } from '../cli/failure.ts'
import { remarksOf, type UsableSettings } from '../cli/settings.ts'
import type { Shell } from '../cli/shell.ts'
import type { Parent } from './parent.ts'
import type { Reread } from './reload.ts'
import { serve } from './serve.ts'
import { explainDatabase } from '../store/explain-database.ts'
import { listen } from './server.ts'

export interface Portal {
  settings: UsableSettings
  /** The URLs that the configuration's format adds. */
  surface: Surface | undefined
  /** Reads the configuration again. */
  reread: Reread
  /** Of a worker. */
  parent?: Parent
  /** Number of processes that share the work; 1 by default. */
  workers?: number
  /** Runs when this process is ready, before it says so. */
  onOpen?: () => void
}

/** `latchkey serve` in one process, until a signal. */
export async function keepOpen(shell: Shell, portal: Portal): Promise<void> {
  const { settings, surface, reread, parent, workers, onOpen = () => {} } = portal
  const { config } = settings
  await serve(shell, {
    config,
    remarks: remarksOf(settings, 'The configuration'),
    logTarget: shell.stderr,
    reread,
    parent,
    workers,
    notOpened: (error) => notOpened(config, error),
    listen: (app) =>
      listen(app, surface).catch((error: unknown) => {
        throw new Failure(explain(error))
      }),
    opened: ({ log }, { publicAddress, privateAddress }) => {
      const where = { public: publicAddress, private: privateAddress }
      // Counted from the start of the process.
      const ms = Math.round(performance.now())
      onOpen()
      log.info({ url: config.public.url, ...where, ms }, 'Latchkey is open')
    },
  })
}

function notOpened(config: Config, error: unknown): Failure {
  const { path } = error as NodeJS.ErrnoException
  const isFile = path !== undefined && path === config.homeserver.caFile
  const what = isFile ? 'homeserver.ca_file' : `The database ${databaseName(config)}`
  return new Failure(`${what} can't be opened: ${explainDatabase(error)}.`)
}
