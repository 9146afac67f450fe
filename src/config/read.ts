import { assemble, defaultValues } from './assemble.ts'
import { choose, isEmptyVariable } from './choose.ts'
import { fileNames, type NamedOption } from './option.ts'
import { options } from './options.ts'
import type { ConfigProblem } from './problem.ts'
import { problem, wrongSecret, wrongValue } from './problem.ts'
import { breaches } from './rules.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/** The values of all options that could be read, and the problems of the others. */
export interface Values {
  /** Values of all options that are valid or unset (defaults). */
  values: Map<string, unknown>
  settings: WrittenSettings
  problems: ConfigProblem[]
}

/** While they are read. */
interface Reading extends Values {
  /** The values that were probably meant instead of refused ones. */
  corrected: Map<ConfigProblem, { key: string; value: unknown }>
}

/**
 * Reads every option from the first of the sources that sets it.
 * @param folder base of relative paths
 * @param file the configuration file's name for messages; `null` if there is none
 */
export async function readOptions(
  sources: readonly WrittenSettings[],
  folder: string,
  file: string | null,
): Promise<Values> {
  const found: Reading = {
    values: defaultValues(folder),
    settings: new Map(),
    problems: [],
    corrected: new Map(),
  }
  for (const option of options) {
    const setting = choose(option, sources, folder)
    if (setting === undefined) {
      const kind = found.values.get('homeserver.kind')
      if (option.required || isNeeded(option, kind)) {
        const isEmpty = sources.some((source) => hasEmptyVariable(source, option))
        found.problems.push(missing(option, { file, kind, isEmpty }))
      }
    } else if ('fault' in setting) {
      found.values.delete(option.key)
      found.problems.push(setting)
    } else if (!readValue(found, option, setting, folder)) {
      found.problems.push(await refuse(found, option, setting, folder))
    }
  }
  return { ...found, problems: found.problems.map((one) => withoutBreach(found, one)) }
}

/** A correction that breaks a rule between options is none. */
function withoutBreach(
  { values, settings, corrected }: Reading,
  one: ConfigProblem,
): ConfigProblem {
  const { key = '', value } = corrected.get(one) ?? {}
  if (key === '') return one
  const all = new Map(values).set(key, value)
  return breaches(assemble(all), settings, all).length === 0 ? one : { ...one, meant: null }
}

/** `homeserver.kind` is the first option, so its value is known here. */
function isNeeded({ neededBy }: NamedOption, kind: unknown): boolean {
  return neededBy.some((one) => one === kind)
}

/** What every problem of a missing option says first. */
export const MISSING = 'is missing'

function missing(
  option: NamedOption,
  { file, kind, isEmpty }: { file: string | null; kind: unknown; isEmpty: boolean },
): ConfigProblem {
  const key = file === null ? option.variable : option.key
  const reason = option.required ? '' : `, because homeserver.kind is ${String(kind)}`
  const expected = option.kind.expected + reason
  const fault = isEmpty ? `${MISSING}: the variable in the environment is empty` : MISSING
  return problem({ file, line: null, key }, fault, { expected })
}

function hasEmptyVariable(source: WrittenSettings, option: NamedOption): boolean {
  return [option.key, fileNames(option).key].some((key) => {
    const setting = source.get(key)
    return setting !== undefined && isEmptyVariable(setting)
  })
}

/** Whether the value could be read. */
function readValue(found: Values, option: NamedOption, setting: Setting, folder: string): boolean {
  const { key, kind } = option
  const value = setting.raw === null ? undefined : kind.read(setting.raw, folder)
  found.settings.set(key, setting)
  if (value === undefined) found.values.delete(key)
  else found.values.set(key, value)
  return value !== undefined
}

/** Most values are right, so what explains the others is loaded on demand. */
async function refuse(
  { values, corrected }: Reading,
  { key, kind, secret }: NamedOption,
  { place, raw, file }: Setting,
  folder: string,
): Promise<ConfigProblem> {
  if (raw === null) return problem(place, 'is a map or a nested list', { expected: kind.expected })
  const { explainRefusal } = await import('./refusal.ts')
  const named = values.get('homeserver.server_name')
  const serverName = typeof named === 'string' && named !== '' ? named : undefined
  const refusal = await explainRefusal(kind, raw, { folder, serverName })
  if (secret) {
    const subject = file === undefined ? 'it' : 'the text of the file'
    return wrongSecret(place, subject, kind.expected, refusal?.why)
  }
  const shown = typeof raw === 'string' ? raw : raw.join(', ')
  const found = wrongValue(place, shown, kind.expected, refusal)
  const meant = refusal?.meant ?? null
  if (meant !== null) corrected.set(found, { key, value: kind.read(meant, folder) })
  return found
}
