import { isExposed } from './addresses.ts'
import type { Config } from '../model/config.ts'
import { wrongValue, type ConfigProblem } from './problem.ts'
import type { WrittenSettings } from './setting.ts'

/** A constraint between options. All options in `keys` have defaults. */
interface Rule {
  /** The options that the rule reads; the one to change comes first. */
  keys: readonly string[]
  broken: (config: Config) => boolean
  expected: string
}

const RULES: readonly Rule[] = [
  {
    keys: ['private.listen', 'private.allow_public'],
    broken: (config) => isExposed(config.private.listen) && !config.private.allowPublic,
    expected:
      'an address of this machine or an inner network, or private.allow_public: true beside it',
  },
  {
    keys: ['private.listen', 'public.listen'],
    broken: (config) => sameListener(config.private.listen, config.public.listen),
    expected: 'public.listen and private.listen to be two addresses',
  },
  {
    keys: ['passwords.max_length', 'passwords.min_length'],
    broken: ({ passwords }) => passwords.maxLength < passwords.minLength,
    expected: 'passwords.min_length to be at most passwords.max_length',
  },
  {
    keys: ['names.max_length', 'names.min_length'],
    broken: ({ names }) => names.maxLength < names.minLength,
    expected: 'names.min_length to be at most names.max_length',
  },
]

/** Port 0 means any free port, so two of them never conflict. */
function sameListener(one: object, other: object): boolean {
  const text = JSON.stringify(one)
  return text === JSON.stringify(other) && !text.endsWith('"port":0}')
}

/**
 * Problems for all rules that the configuration breaks.
 * @param values of the options that could be read; rules about other options are skipped
 */
export function breaches(
  config: Config,
  settings: WrittenSettings,
  values: ReadonlyMap<string, unknown>,
): ConfigProblem[] {
  return RULES.flatMap(({ keys, broken, expected }) => {
    if (!keys.every((key) => values.has(key)) || !broken(config)) return []
    const setting = keys.map((key) => settings.get(key)).find((known) => known !== undefined)
    return setting ? [wrongValue(setting.place, String(setting.raw), expected)] : []
  })
}
