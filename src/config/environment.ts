import type { WrittenSettings } from './setting.ts'

/** The variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The settings in the environment, the empty ones included. */
export function readEnvironment(
  env: Environment,
  names: readonly { key: string; variable: string }[],
): WrittenSettings {
  const settings: WrittenSettings = new Map()
  for (const { key, variable } of names) {
    const raw = env[variable]
    if (raw !== undefined)
      settings.set(key, { place: { file: null, line: null, key: variable }, raw })
  }
  return settings
}
