import { isIP } from 'node:net'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { assemble } from '../../config/assemble.ts'
import { readEnvironment } from '../../config/environment.ts'
import type { ForeignSource } from '../../cli/formats.ts'
import type { Loaded } from '../../config/load.ts'
import { MISSING, readOptions } from '../../config/read.ts'
import { breaches } from '../../config/rules.ts'
import type { WrittenSettings } from '../../config/setting.ts'
import { warningsOf, warnOfOpenFiles } from '../../config/warnings.ts'
import { cautionsOf, inTheirWords, isWeb } from './cautions.ts'
import { readExtra } from './extra.ts'
import { keyOf, type PorteroFile, type PorteroSettings } from './settings.ts'

/** What the file's own keys say, by the option that it is here. */
const TRANSLATED = {
  'homeserver.url': ['adminUrl', ({ adminUrl }) => new URL(adminUrl).origin],
  'homeserver.registration_shared_secret': ['adminSharedSecret', (file) => file.adminSharedSecret],
  'homeserver.concurrency': ['threadCount', ({ threadCount }) => Math.min(threadCount, 64)],
  'public.url': ['publicUrl', ({ publicUrl }) => siteOf(publicUrl)],
  'public.listen': ['publicPort', (file, said) => listenAt(file, said, 'public')],
  'private.listen': ['privatePort', (file, said) => listenAt(file, said, 'private')],
  'community.title': ['title', (file) => file.title.trim() || new URL(file.publicUrl).hostname],
  'client.after_url': ['matrixUrl', ({ matrixUrl }) => (isWeb(matrixUrl) ? matrixUrl : null)],
  'invites.default_expiry': ['tokenExpiration', (file) => file.tokenExpiration],
} satisfies Record<string, [keyof PorteroSettings, Translate]>

type Translate = (file: PorteroSettings, said: PorteroFile['properties']) => unknown

/** Defaults that differ from a configuration of our own. */
const DEFAULTS = new Map<string, unknown>([
  ['homeserver.server_name', ''],
  ['passwords.min_length', 8],
  ['private.allow_public', true],
  ['console.listen', 'off'],
])

/** The configuration that a file of portero's stands for, with all that is wrong in its extra keys. */
export async function nativeConfig(file: PorteroFile, source: ForeignSource): Promise<Loaded> {
  const { path, env, cwd } = source
  const folder = dirname(resolve(cwd, path))
  const extra = await readExtra(file.properties, path, TRANSLATED)
  const sources = [readEnvironment(env, extra.names), extra.settings]
  const read = await readOptions(sources, folder, path)
  const values = new Map([...read.values, ...DEFAULTS, ...chosen(read.values, read.settings)])
  for (const [key, [, translate]] of Object.entries(TRANSLATED)) {
    values.set(key, translate(file.settings, file.properties))
  }
  if (!read.settings.has('database.url')) values.set('database.url', databaseBeside(source))
  values.set('private.hosts', [...hostsOf(values), ...nameOf(file)])
  const config = assemble(values)
  const settings = new Map([...ownSettings(file, path), ...read.settings])
  const wrong = read.problems.filter(({ fault }) => !fault.startsWith(MISSING))
  const problems = [...extra.problems, ...wrong, ...breaches(config, settings, values)]
  if (problems.length > 0) return { problems, warnings: [] }
  const warnings = [...cautionsOf(file.settings), ...warningsOf(config).map(inTheirWords)]
  return {
    config,
    settings,
    warnings,
    exposed: warnOfOpenFiles(path, cwd, settings),
  }
}

/** portero used the first address of a name; here a name means all of its addresses. */
function listenAt(
  file: PorteroSettings,
  said: PorteroFile['properties'],
  which: 'public' | 'private',
) {
  const written = said.get(keyOf(`${which}Address`))?.trim() ?? ''
  const address = file[`${which}Address`]
  const isName = written !== '' && isIP(written.replace(/^\[(.*)\]$/, '$1')) === 0
  return { host: isName ? written : address, port: file[`${which}Port`] }
}

/** The values that were set, which override the defaults. */
function chosen(values: ReadonlyMap<string, unknown>, settings: WrittenSettings) {
  return [...values].filter(([key]) => settings.has(key))
}

/** Where a value of portero's own keys was written. */
function ownSettings({ properties }: PorteroFile, file: string): WrittenSettings {
  const settings: WrittenSettings = new Map()
  for (const [option, [name]] of Object.entries(TRANSLATED)) {
    const key = keyOf(name)
    const raw = properties.get(key)
    if (raw !== undefined) settings.set(option, { place: { file, line: null, key }, raw })
  }
  return settings
}

/** Named after the file, so that two portals configured in one folder don't share invitations. */
function databaseBeside({ path, env, cwd }: ForeignSource): string {
  const [state] = env['STATE_DIRECTORY']?.split(':') ?? []
  const name = `${basename(path, extname(path))}.latchkey.db`
  return `sqlite:${join(state || dirname(resolve(cwd, path)), name)}`
}

function siteOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

function hostsOf(values: ReadonlyMap<string, unknown>): string[] {
  return values.get('private.hosts') as string[]
}

/** The host name of the private address, which scripts use. */
function nameOf({ properties }: PorteroFile): string[] {
  const name = properties.get(keyOf('privateAddress'))?.trim() ?? ''
  return name === '' ? [] : [name]
}
