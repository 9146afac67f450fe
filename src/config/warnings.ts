import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isLoopback } from './addresses.ts'
import { lateness } from '../homeserver/kinds.ts'
import type { Config } from './config.ts'
import { options } from './options.ts'
import type { Settings } from './setting.ts'

/** The least for clocks and queues, in ms. */
const MARGIN = 5_000

/** What works, but probably not as somebody wants it: one sentence each. */
export function warningsOf(config: Config): string[] {
  const { homeserver, proxies } = config
  const late = lateness[homeserver.kind]
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
    [
      homeserver.settleAfter < late + MARGIN,
      'homeserver.settle_after is shorter than an account can come to exist late ' +
        `(${homeserver.kind}: ${late / 1000} seconds): a use could be given out twice.`,
    ],
  ]
  return cautions.filter(([applies]) => applies).map(([, sentence]) => sentence)
}

/** Says so when everybody on the machine may read a configuration file that holds a secret. */
export async function warnOfOpenFile(
  path: string | null,
  cwd: string,
  settings: Settings,
): Promise<string[]> {
  const held = options.find(({ key, secret }) => {
    const setting = settings.get(key)
    const isPath =
      setting?.place.key?.endsWith('_file') || String(setting?.raw).startsWith('sqlite:')
    return secret && setting && setting.place.file !== null && !isPath
  })
  if (path === null || !held) return []
  const { mode } = await stat(resolve(cwd, path))
  return (mode & OTHERS_READ) === 0
    ? []
    : [`${path} holds ${held.key} and everybody on this machine can read it: chmod o-r ${path}`]
}

const OTHERS_READ = 0o004
