import { options } from '../../config/options.ts'
import { problem, type ConfigProblem } from '../../config/problem.ts'
import { type WrittenSettings, settableNames } from '../../config/setting.ts'
import { NOT_AN_OPTION, suggestNames } from '../../config/spelling.ts'

/** Shorter names for the two options that a file of portero's lacks most. */
const ALIASES = new Map([
  ['latchkey.serverName', 'homeserver.server_name'],
  ['latchkey.trustedProxies', 'proxies.trusted'],
])

/**
 * The settings besides portero's own keys. Every option can be set under its own name after
 * `latchkey.`, because portero ignored unknown keys.
 * @param translated the options that portero has keys of its own for
 */
export async function readExtra(
  properties: ReadonlyMap<string, string>,
  file: string,
  translated: object,
) {
  const names = settableNames(options).filter(({ key }) => !(key in translated))
  const known = new Set(names.map(({ key }) => key))
  const settings: WrittenSettings = new Map()
  const problems: ConfigProblem[] = []
  for (const [key, raw] of properties) {
    if (!key.startsWith('latchkey.')) continue
    const option = ALIASES.get(key) ?? key.slice('latchkey.'.length)
    const place = { file, line: null, key }
    if (known.has(option)) settings.set(option, { place, raw })
    else problems.push(problem(place, NOT_AN_OPTION))
  }
  const keys = [...ALIASES.keys(), ...names.map(({ key }) => `latchkey.${key}`)]
  return { names, settings, problems: await suggestNames(problems, keys) }
}
