import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isLoopback } from './addresses.ts'
import type { Config } from './config.ts'
import { options } from './options.ts'
import type { Settings } from './setting.ts'

/** Synapse's nonces live 60 seconds; a little more, for clocks and queues. */
const SAFE_SETTLING = 65_000

/** What works, but probably not as somebody wants it: one sentence each. */
export function warningsOf(config: Config): string[] {
  const { homeserver, proxies } = config
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
      homeserver.settleAfter < SAFE_SETTLING,
      'homeserver.settle_after is shorter than the life of a nonce at Synapse (60 seconds): ' +
        'a use could be given out twice.',
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
