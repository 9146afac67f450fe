import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isLoopback } from './addresses.ts'
import { maxCreationDelayMs } from '../ports/homeserver-kinds.ts'
import type { Config } from '../model/config.ts'
import { options } from './options.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/** The least for clocks and queues, in ms. */
const MARGIN = 5_000

/** What works, but probably not as somebody wants it: one sentence each. */
export function warningsOf(config: Config): string[] {
  const { proxies } = config
  const site = new URL(config.public.url)
  const cautions: [boolean, string][] = [
    [
      site.protocol === 'http:' && !isLoopback(site.hostname),
      'public.url is not https: passwords travel where others can read them.',
    ],
    [
      'path' in config.public.listen && !proxies.trusted.includes('unix'),
      'public.listen is a unix socket, which has no client address, so that all visitors share one limit: ' +
        'add unix to proxies.trusted and have the web server set X-Forwarded-For.',
    ],
  ]
  const said = cautions.filter(([applies]) => applies).map(([, sentence]) => sentence)
  return [...said, ...shortSettling(config)]
}

/** Says that `homeserver.settle_after` is so short that a use could be given out twice. */
export function shortSettling({ homeserver }: Pick<Config, 'homeserver'>): string[] {
  const { kind, timeout, settleAfter } = homeserver
  const late = maxCreationDelayMs(kind, timeout)
  if (settleAfter >= late + MARGIN) return []
  return [
    'homeserver.settle_after is shorter than an account can come to exist late ' +
      `(${kind}: ${late / 1000} seconds): a use could be given out twice.`,
  ]
}

/** Says of each file with a secret in it, the configuration or one of its own, that everybody can read it. */
export function warnOfOpenFiles(
  path: string | null,
  cwd: string,
  settings: WrittenSettings,
): string[] {
  const secrets = options.flatMap(({ key, secret }) => {
    const setting = secret ? settings.get(key) : undefined
    // The address of a file holds no password.
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
