import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isLoopback } from './addresses.ts'
import { maxCreationDelayMs } from '../ports/homeserver-kinds.ts'
import type { Config } from '../model/config.ts'
import { options } from './options.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/** Minimum margin for clock errors and queues, in ms. */
const MIN_MARGIN_MS = 5_000

/** Settings that are valid but probably not intended: one sentence each. */
export function warningsOf(config: Config): string[] {
  const { proxies } = config
  const site = new URL(config.public.url)
  const cautions: [boolean, string][] = [
    [
      site.protocol === 'http:' && !isLoopback(site.hostname),
      'public.url is not https: others can read passwords on the way.',
    ],
    [
      'path' in config.public.listen && !proxies.trusted.includes('unix'),
      'public.listen is a unix socket, which has no client address, so all visitors share one rate limit: ' +
        'add unix to proxies.trusted and have the web server set X-Forwarded-For.',
    ],
    [
      (config.mail.url === null) !== (config.mail.from === null),
      'Of mail.url and mail.from one is missing: no mail is sent.',
    ],
  ]
  const said = cautions.filter(([applies]) => applies).map(([, sentence]) => sentence)
  return [...said, ...shortSettling(config)]
}

/** Warns if `homeserver.settle_after` is so short that one use could be given to two people. */
export function shortSettling({ homeserver }: Pick<Config, 'homeserver'>): string[] {
  const { kind, timeout, settleAfter } = homeserver
  const late = maxCreationDelayMs(kind, timeout)
  if (settleAfter >= late + MIN_MARGIN_MS) return []
  return [
    'homeserver.settle_after is too short: an account can still come to exist after ' +
      `${late / 1000} seconds (${kind}), and one use could be given to two people.`,
  ]
}

/** Warns of each file that holds a secret (configuration or secret file) and is world-readable. */
export function warnOfOpenFiles(
  path: string | null,
  cwd: string,
  settings: WrittenSettings,
): string[] {
  const secrets = options.flatMap(({ key, secret }) => {
    const setting = secret ? settings.get(key) : undefined
    // An SQLite URL contains no password.
    const isPath = String(setting?.raw).startsWith('sqlite:')
    return setting && !isPath ? [{ key, file: fileOf(setting, path) }] : []
  })
  const first = new Map(secrets.toReversed().map(({ key, file }) => [file, key]))
  return [...first].flatMap(([file, key]) =>
    file !== null && isOpen(resolve(cwd, file))
      ? [`${file} holds ${key} and everybody on this machine can read it: chmod o-r ${file}`]
      : [],
  )
}

function fileOf({ place, file }: Setting, path: string | null): string | null {
  return file ?? (place.file === null ? null : path)
}

const isOpen = (path: string) => (statSync(path).mode & OTHERS_READ) !== 0

const OTHERS_READ = 0o004
