import type { AnyLoaded, DatabaseOpener } from '../../cli/formats.ts'
import type { ConfigSource } from '../../config/load.ts'
import { warnOfOpenFiles } from '../../config/warnings.ts'
import { readCredentials } from './credentials.ts'
import { readDocument } from './document.ts'
import { readSettings } from './read-settings.ts'
import type { PredecessorSettings } from './settings.ts'
import type { Places } from './take-over.ts'
import { describeTakeOver } from './messages.ts'
import { translate } from './translate.ts'

export interface Source extends Pick<ConfigSource, 'env' | 'cwd'> {
  path: string
  text: string
}

/** A configuration, and what only this surface needs of the file. */
export type LoadedFile =
  | (Extract<AnyLoaded, { config: unknown }> & {
      surface: PredecessorSettings
      publicUrlKnown: boolean
    })
  | Extract<AnyLoaded, { problems: unknown }>

/** Converts matrix-registration's config.yaml of any generation to our configuration. */
export async function loadFile(source: Source): Promise<LoadedFile> {
  const { path, text, env, cwd } = source
  const document = readDocument(text, path)
  if ('problems' in document) return { problems: document.problems, warnings: [] }
  const unreadable = await readCredentials(document, env)
  const { settings, problems, warnings } = await readSettings(document, { file: path, cwd })
  if (unreadable.length + problems.length > 0) {
    return { problems: [...unreadable, ...problems], warnings }
  }
  const translated = await translate(settings, source)
  const publicUrlKnown = translated.said.has('public.url')
  warnings.push(...translated.warnings)
  if (translated.problems.length > 0) return { problems: translated.problems, warnings }
  const written = new Map(translated.said)
  for (const [option, key] of SHOWN) {
    const entry = document.entries.get(key)
    if (entry && !written.has(option)) {
      written.set(option, { place: entry.place, raw: String(entry.value) })
    }
  }
  const open = warnOfOpenFiles(path, cwd, written)
  const places = { old: settings.databases.old, own: translated.config.database.url }
  return {
    config: translated.config,
    settings: written,
    warnings,
    exposed: open.map((line) =>
      line.replace('homeserver.registration_shared_secret', 'the registration secret'),
    ),
    surface: settings,
    publicUrlKnown,
    matrixRegistration: { publicUrlKnown },
    openDatabase: openerOf(places),
    examineOld: async () => (await import('./examine-old.ts')).examineOld(places),
  }
}

/** Opens the database for Latchkey's own commands. */
function openerOf(places: Places): DatabaseOpener {
  return async (purpose, tools) => {
    const { openForReading, openForWriting } = await import('./take-over.ts')
    if (purpose === 'read') return openForReading(places, tools)
    const { db, taken } = await openForWriting(places, tools)
    if (taken) tools.say(describeTakeOver(taken, places))
    return db
  }
}

/** Options with a value from the file, to show their origin. */
const SHOWN = [
  ['homeserver.url', 'server_location'],
  ['homeserver.server_name', 'server_name'],
  ['homeserver.registration_shared_secret', 'registration_shared_secret'],
  ['admin.secret', 'admin_api_shared_secret'],
  ['client.web_url', 'client_redirect'],
  ['database.url', 'db'],
] as const
