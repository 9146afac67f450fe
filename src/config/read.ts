import { defaultValues } from './assemble.ts'
import { choose } from './choose.ts'
import type { NamedOption } from './option.ts'
import { options } from './options.ts'
import type { Problem } from './problem.ts'
import { problem, wrongValue } from './problem.ts'
import type { Setting, Settings } from './setting.ts'

/** What all options are, as far as they could be read. */
export interface Values {
  /** Of every option that is set right or not set at all. */
  values: Map<string, unknown>
  settings: Settings
  problems: Problem[]
}

/**
 * Reads every option from the first of the sources that sets it.
 * @param folder what paths are relative to
 * @param file the configuration file's name in problems; `null` where there is none
 */
export async function readOptions(
  sources: readonly Settings[],
  folder: string,
  file: string | null,
): Promise<Values> {
  const found: Values = { values: defaultValues(folder), settings: new Map(), problems: [] }
  for (const option of options) {
    const setting = await choose(option, sources, folder)
    if (setting === undefined) {
      if (option.required) found.problems.push(missing(option, file))
    } else if ('fault' in setting) {
      found.values.delete(option.key)
      found.problems.push(setting)
    } else readValue(found, option, setting, folder)
  }
  return found
}

function missing(option: NamedOption, file: string | null): Problem {
  const key = file === null ? option.variable : option.key
  return problem({ file, line: null, key }, 'is missing', { expected: option.kind.expected })
}

function readValue(found: Values, option: NamedOption, setting: Setting, folder: string): void {
  const { key, kind } = option
  const value = setting.raw === null ? undefined : kind.read(setting.raw, folder)
  found.settings.set(key, setting)
  if (value !== undefined) found.values.set(key, value)
  else {
    found.values.delete(key)
    found.problems.push(wrongValue(setting.place, shownValue(option, setting), kind.expected))
  }
}

/** What was set, as one text, unless it is secret or no text at all. */
function shownValue(option: NamedOption, { raw }: Setting): string | null {
  if (option.secret || raw === null) return null
  return typeof raw === 'string' ? raw : raw.join(', ')
}
