import { dirname, resolve } from 'node:path'
import { assemble } from '../../config/assemble.ts'
import type { Config } from '../../model/config.ts'
import { readEnvironment } from '../../config/environment.ts'
import type { ConfigSource } from '../../config/load.ts'
import type { ConfigProblem } from '../../config/problem.ts'
import { MISSING, readOptions } from '../../config/read.ts'
import type { WrittenSettings as Said } from '../../config/setting.ts'
import { serverTimeZone } from './dates.ts'
import { NAMES, readExtra } from './extra.ts'
import { joinPatterns } from './patterns.ts'
import { strictestOfAnHour } from './rates.ts'
import type { PredecessorSettings } from './settings.ts'

export interface Translated {
  config: Config
  /** Our own options, from the environment or below `latchkey:`. */
  said: Said
  problems: ConfigProblem[]
  warnings: string[]
}

/**
 * Converts a file to our configuration. Our own options, from the environment or below `latchkey:`,
 * override it.
 */
export async function translate(
  settings: PredecessorSettings,
  { path, env, cwd }: Pick<ConfigSource, 'env' | 'cwd'> & { path: string },
): Promise<Translated> {
  const extra = readExtra(settings.extra)
  const sources = [readEnvironment(env, NAMES), extra.settings]
  const read = await readOptions(sources, dirname(resolve(cwd, path)), path)
  const values = new Map(read.values)
  for (const [key, value] of Object.entries(valuesOf(settings))) {
    if (!read.settings.has(key)) values.set(key, value)
  }
  values.set('public.url', publicUrl(settings, read.values.get('public.url')))
  return {
    config: assemble(values),
    said: read.settings,
    problems: read.problems.filter(({ fault }) => !fault.startsWith(MISSING)),
    warnings: extra.warnings,
  }
}

/** The values of our options, by key. */
function valuesOf(settings: PredecessorSettings): Record<string, unknown> {
  const { host, port, names, rates } = settings
  // One listener serves everything: `latchkey health` asks it, too.
  const listen = { host, port }
  const limit = strictestOfAnHour(rates)
  return {
    'homeserver.url': settings.homeserverUrl,
    'homeserver.server_name': settings.serverName,
    'homeserver.registration_shared_secret': settings.registrationSecret,
    'public.listen': listen,
    'private.listen': listen,
    'admin.secret': settings.adminSecret,
    'console.listen': 'off',
    'database.url': settings.databases.own,
    'community.picture': settings.logo,
    ...(settings.clientUrl !== null && { 'client.web_url': settings.clientUrl }),
    'passwords.min_length': settings.shortestPassword,
    'passwords.max_length': LONGEST_PASSWORD,
    'passwords.refuse_guessable': false,
    'names.min_length': 1,
    'names.max_length': 200,
    'names.reserved': [],
    'names.pattern': joinPatterns(names.wanted, names.unwanted),
    ...(limit && { 'limits.wrong_codes': limit, 'limits.failed_posts': limit }),
    ...(limit && { 'limits.failed_secrets': limit }),
    'log.level': settings.logging.level,
    timezone: serverTimeZone(),
  }
}

export const LONGEST_PASSWORD = 255

/**
 * The public URL: everything that people open is below `/register`, below the path of the file or the given
 * address. The old program didn't know its address; without one this machine's is used.
 */
function publicUrl({ baseUrl, host, port }: PredecessorSettings, given: unknown): string {
  const name = /^(0\.0\.0\.0|::|)$/.test(host) ? 'localhost' : host
  const url = new URL(typeof given === 'string' ? given : `http://${bracketed(name)}:${port}`)
  const path = url.pathname.replace(/\/(register)?\/?$/, '')
  return `${url.origin}${path || baseUrl}/register`
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
