import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../model/config.ts'
import { deepFreeze } from '../shared/deep-freeze.ts'
import type { NamedOption } from './option.ts'
import { options } from './options.ts'

/** Sections and options that a running portal takes over: texts, rules, limits and the log's level. */
export const reloadable: readonly string[] = [
  'community',
  'client',
  'bot',
  'invites',
  'webhooks',
  'requests',
  'redemptions',
  'retention',
  'passwords',
  'names',
  'limits',
  'mail',
  'language',
  'timezone',
  'console.operators',
  'console.moderators_from',
  'log.level',
]

interface Combined {
  /** The running configuration with what can be taken over of the one that was read; frozen. */
  next: Config
  /** Keys of options that `next` takes over. */
  changed: string[]
  /** Keys of options that differ, too, and need a restart. */
  restart: string[]
}

/** What becomes of a running portal's configuration where `read` is what the file says now. */
export function combine(running: Config, read: Config): Combined {
  const differs = options.filter(
    (option) => !isDeepStrictEqual(valueOf(running, option), valueOf(read, option)),
  )
  const changed = differs.filter(isReloadable)
  const next = structuredClone(running) as unknown as Record<string, unknown>
  for (const { section, name } of changed) {
    next[section] =
      name === null
        ? read[section]
        : { ...(next[section] as object), [name]: valueOf(read, { section, name }) }
  }
  return {
    next: deepFreeze(next as unknown as Config),
    changed: changed.map(({ key }) => key),
    restart: differs.filter((option) => !isReloadable(option)).map(({ key }) => key),
  }
}

/** Whether SIGHUP takes it over. */
export function isReloadable({ section, key }: NamedOption): boolean {
  return reloadable.includes(section) || reloadable.includes(key)
}

/** The value of an option in a configuration. */
export function valueOf(config: Config, { section, name }: Pick<NamedOption, 'section' | 'name'>) {
  const found: unknown = config[section]
  return name === null ? found : (found as Record<string, unknown>)[name]
}
