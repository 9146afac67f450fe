import { isExposed } from './addresses.ts'
import type { Config } from '../model/config.ts'
import { wrongValue, type ConfigProblem } from './problem.ts'
import type { WrittenSettings } from './setting.ts'

/** A constraint between options. All options in `keys` have defaults. */
interface Rule {
  /** The options that the rule reads; the one to change comes first. */
  keys: readonly string[]
  broken: (config: Config) => boolean
  /** Says it of the value: `is used twice`. */
  why: string
  expected: string
}

const RULES: readonly Rule[] = [
  {
    keys: ['private.listen', 'private.allow_public'],
    broken: (config) => isExposed(config.private.listen) && !config.private.allowPublic,
    why: 'others may reach',
    expected:
      'an address of this machine or an inner network, or private.allow_public: true beside it',
  },
  {
    keys: ['private.listen', 'public.listen'],
    broken: (config) => sameListener(config.private.listen, config.public.listen),
    why: 'both listeners would use',
    expected: 'public.listen and private.listen to be two addresses',
  },
  {
    keys: ['passwords.max_length', 'passwords.min_length'],
    broken: ({ passwords }) => passwords.maxLength < passwords.minLength,
    why: 'leaves no length between the minimum and the maximum',
    expected: 'passwords.min_length to be at most passwords.max_length',
  },
  {
    keys: ['names.max_length', 'names.min_length'],
    broken: ({ names }) => names.maxLength < names.minLength,
    why: 'leaves no length between the minimum and the maximum',
    expected: 'names.min_length to be at most names.max_length',
  },
  {
    keys: ['mail.tls', 'mail.url'],
    broken: ({ mail }) => mail.tls === 'none' && /^smtps:/i.test(mail.url ?? ''),
    why: 'contradicts smtps:// in mail.url',
    expected: 'required or opportunistic',
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
  return RULES.flatMap(({ keys, broken, why, expected }) => {
    if (!keys.every((key) => values.has(key)) || !broken(config)) return []
    const setting = keys.map((key) => settings.get(key)).find((known) => known !== undefined)
    const refusal = { part: null, why, meant: null }
    return setting ? [wrongValue(setting.place, String(setting.raw), expected, refusal)] : []
  })
}
