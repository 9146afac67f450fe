import { assemble, defaultValues } from '../../src/config/assemble.ts'
import { deepFreeze } from '../../src/shared/deep-freeze.ts'
import type { Config } from '../../src/model/config.ts'
import { maxCreationDelayMs, settleMarginMs } from '../../src/ports/homeserver-kinds.ts'

/** Some options of some sections. */
export type Overrides = {
  [Section in keyof Config]?: Config[Section] extends string | readonly unknown[]
    ? Config[Section]
    : Partial<Config[Section]>
}

/**
 * A configuration for tests: the defaults, port 0, and all required options.
 * The database is a file in the current folder unless `overrides.database` says otherwise.
 */
export function testConfig(overrides: Overrides = {}): Config {
  const values = defaultValues(process.cwd())
  values.set('homeserver.url', 'http://127.0.0.1:9')
  values.set('homeserver.server_name', 'example.org')
  values.set('homeserver.registration_shared_secret', 'dAYjKUoSkC2OHTh8Hs4u')
  values.set('public.url', 'https://example.org/join')
  values.set('public.listen', { host: '127.0.0.1', port: 0 })
  values.set('private.listen', { host: '127.0.0.1', port: 0 })
  const config = structuredClone(assemble(values))
  for (const [section, given] of Object.entries(overrides)) {
    if (typeof given === 'string') Object.assign(config, { [section]: given })
    else Object.assign(config[section as keyof Config], given)
  }
  const { kind, timeout } = config.homeserver
  config.homeserver.settleAfter =
    overrides.homeserver?.settleAfter ?? maxCreationDelayMs(kind, timeout) + settleMarginMs
  return deepFreeze(config)
}
