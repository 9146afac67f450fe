import { maxCreationDelayMs, settleMarginMs } from '../ports/homeserver-kinds.ts'
import type { Config } from '../model/config.ts'
import { deepFreeze } from '../shared/deep-freeze.ts'
import { options } from './options.ts'

/**
 * Builds the frozen Config from the options' values, by key. The compiler checks the table of options against
 * Config, so the shape is right. A value that is missing in `values` is missing in the result.
 */
export function assemble(values: ReadonlyMap<string, unknown>): Config {
  const sections: Record<string, unknown> = {}
  for (const { key, section, name } of options) {
    const value = values.get(key)
    sections[section] =
      name === null ? value : Object.assign(sections[section] ?? {}, { [name]: value })
  }
  const { homeserver, community, ...rest } = sections as unknown as Config
  const { kind, timeout } = homeserver
  const serverName = homeserver.serverName ?? ''
  const settleAfter = homeserver.settleAfter || maxCreationDelayMs(kind, timeout) + settleMarginMs
  const site = kind === 'none' ? URL.parse(rest.public?.url ?? '')?.hostname : undefined
  const title = community.title || serverName || (site ?? '')
  return deepFreeze({
    ...rest,
    homeserver: { ...homeserver, serverName, settleAfter },
    community: { ...community, title },
  })
}

/** The default values by key. Paths are relative to `folder`. */
export function defaultValues(folder: string): Map<string, unknown> {
  return new Map(
    options
      .filter(({ required }) => !required)
      .map(({ key, kind, default: text }) => [key, text === null ? null : kind.read(text, folder)]),
  )
}
