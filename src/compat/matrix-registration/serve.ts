import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { remarksOf } from '../../cli/settings.ts'
import type { Shell } from '../../cli/shell.ts'
import { serve as keepServing } from '../../serve/serve.ts'
import { listenOnce } from '../../serve/server.ts'
import type { Log } from '../../shared/log.ts'
import { openLogTarget } from './log-target.ts'
import type { Logging } from './logging.ts'
import type { Run, UsableFile } from './program.ts'
import type { SurfaceOptions } from './route-context.ts'
import type { PredecessorSettings } from './settings.ts'
import { createSurface } from './surface.ts'
import { countSince } from './since.ts'
import { openForWriting, type Places } from './take-over.ts'
import { nameOf, describeProgress, describeUseSince, describeTakeOver } from './messages.ts'

/** `serve`: everything on one listener, until a signal ends it. */
export const serve: Run = async (shell, file) => {
  const { config, surface: settings, publicUrlKnown } = file
  const options: SurfaceOptions = { settings, publicUrlKnown }
  const places = { old: settings.databases.old, own: config.database.url }
  const { logging, warnings } = usable(settings.logging)
  await keepServing(shell, {
    config,
    remarks: remarksOf(file, 'The configuration'),
    logTarget: openLogTarget(logging, shell),
    reread: () => readAgain(file, options),
    prepare: async (log) => [...warnings, ...(await takeOver(shell, places, log))],
    listen: async (app) => {
      if (!publicUrlKnown) app.log.info(ADDRESS_UNKNOWN)
      const surface = await createSurface(app, options)
      return listenOnce(app, surface, 'host and port')
    },
    opened: ({ log }, { publicAddress }) =>
      log.info({ address: publicAddress, database: nameOf(places.own) }, 'Latchkey is open'),
  })
  return 0
}

async function readAgain({ reload }: UsableFile, options: SurfaceOptions) {
  const read = await reload()
  return 'problems' in read ? read : { ...read, takeOver: () => takeRules(options, read.surface) }
}

/** Keys without an option of ours whose changes need a restart. */
const FIXED = [
  ['baseUrl', 'base_url'],
  ['allowCors', 'allow_cors'],
  ['logging', 'logging'],
] as const

/** Applies changed rules for forms; returns the changed keys that need a restart. */
function takeRules(options: SurfaceOptions, read: PredecessorSettings): string[] {
  const { settings: running } = options
  const { names, shortestPassword, rates, logAddresses } = read
  options.settings = { ...running, names, shortestPassword, rates, logAddresses }
  return FIXED.filter(([name]) => !isDeepStrictEqual(running[name], read[name])).map(
    ([, key]) => key,
  )
}

const ADDRESS_UNKNOWN =
  'The configuration does not say where people reach the pages, so some get no QR code. ' +
  'To say it: public.url below latchkey'

/** Imports before listening, so that nobody meets a portal that doesn't know their token. */
async function takeOver({ clock, random }: Shell, places: Places, log: Log): Promise<string[]> {
  const onProgress = (done: number, count: number) => {
    if (done % tokensPerLine === 0) log.info(describeProgress(done, count))
  }
  const { db, taken } = await openForWriting(places, { clock, random }, onProgress)
  try {
    if (taken) return [describeTakeOver(taken, places)]
    const find = (codes: readonly string[]) =>
      db.selectFrom('invites').select(['code', 'used']).where('code', 'in', codes).execute()
    const since = await countSince(find, places.old)
    return since === 0 ? [] : [describeUseSince(since, places)]
  } finally {
    await db.destroy()
  }
}

/** How often a long import is logged. */
const tokensPerLine = 10_000

/** If the file can't be written, as in some containers, logs to the console. */
function usable(wanted: Logging): {
  logging: Pick<Logging, 'console' | 'file'>
  warnings: string[]
} {
  const { file } = wanted
  if (!file) return { logging: wanted, warnings: [] }
  try {
    accessSync(existsSync(file.path) ? file.path : dirname(file.path), constants.W_OK)
    return { logging: wanted, warnings: [] }
  } catch {
    const warning = `The log can't be written to ${file.path}; it goes to the console alone.`
    return { logging: { console: wanted.console ?? 'stderr', file: null }, warnings: [warning] }
  }
}
