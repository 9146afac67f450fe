import type { App, Derive } from './core/context.ts'
import type { Config } from './model/config.ts'
import type { Remarks } from './model/remarks.ts'
import { deepFreeze } from './shared/deep-freeze.ts'
import type { Log } from './shared/log.ts'

interface LiveConfig extends Pick<App, 'reload' | 'onReload'> {
  readonly current: { readonly config: Config; readonly remarks: Remarks }
}

/** The configuration in use, until a reload replaces it. */
export function createLiveConfig(log: Log, config: Config, remarks: Remarks): LiveConfig {
  let current = { config, remarks }
  const derived: Derive[] = []
  return {
    get current() {
      return current
    },
    onReload: (derive) => void derived.push(derive),
    reload: async (next, said) => {
      const swaps = await Promise.all(derived.map((derive) => derive(next)))
      current = { config: deepFreeze(next), remarks: { ...current.remarks, ...said } }
      log.level = next.log.level
      for (const swap of swaps) swap()
    },
  }
}
