import { defaultValues } from './assemble.ts'
import { choose } from './choose.ts'
import type { NamedOption } from './option.ts'
import { options } from './options.ts'
import type { ConfigProblem } from './problem.ts'
import { problem, wrongValue } from './problem.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/** The values of all options that could be read, and the problems of the others. */
export interface Values {
  /** Values of all options that are valid or unset (defaults). */
  values: Map<string, unknown>
  settings: WrittenSettings
  problems: ConfigProblem[]
}

/**
 * Reads every option from the first of the sources that sets it.
 * @param folder base of relative paths
 * @param file the configuration file's name for messages; `null` if there is none
 */
export function readOptions(
  sources: readonly WrittenSettings[],
  folder: string,
  file: string | null,
): Values {
  const found: Values = { values: defaultValues(folder), settings: new Map(), problems: [] }
  for (const option of options) {
    const setting = choose(option, sources, folder)
    if (setting === undefined) {
      const kind = found.values.get('homeserver.kind')
      if (option.required || isNeeded(option, kind)) {
        found.problems.push(missing(option, file, kind))
      }
    } else if ('fault' in setting) {
      found.values.delete(option.key)
      found.problems.push(setting)
    } else readValue(found, option, setting, folder)
  }
  return found
}

/** `homeserver.kind` is the first option, so its value is known here. */
function isNeeded({ neededBy }: NamedOption, kind: unknown): boolean {
  return neededBy.some((one) => one === kind)
}

function missing(option: NamedOption, file: string | null, kind: unknown): ConfigProblem {
  const key = file === null ? option.variable : option.key
  const reason = option.required ? '' : `, because homeserver.kind is ${String(kind)}`
  const expected = option.kind.expected + reason
  return problem({ file, line: null, key }, 'is missing', { expected })
}

function readValue(found: Values, option: NamedOption, setting: Setting, folder: string): void {
  const { key, kind } = option
  const value = setting.raw === null ? undefined : kind.read(setting.raw, folder)
  found.settings.set(key, setting)
  if (value !== undefined) found.values.set(key, value)
  else {
    found.values.delete(key)
    const why = setting.raw === null ? null : kind.why?.(setting.raw, folder)
    const shown = shownValue(option, setting)
    found.problems.push(wrongValue(setting.place, shown, kind.expected, why))
  }
}

/** The given value as one text; null if it is secret or not a text. */
function shownValue(option: NamedOption, { raw }: Setting): string | null {
  if (option.secret || raw === null) return null
  return typeof raw === 'string' ? raw : raw.join(', ')
}
