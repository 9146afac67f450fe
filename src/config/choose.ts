import { resolve } from 'node:path'
import { readText } from './file.ts'
import type { NamedOption } from './option.ts'
import { fileNames } from './option.ts'
import type { ConfigProblem } from './problem.ts'
import { problem } from './problem.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/**
 * The setting of an option in the first source that has one: its value, or the content of the secret
 * file that the source names. `undefined` if no source sets it.
 */
export function choose(
  option: NamedOption,
  sources: readonly WrittenSettings[],
  folder: string,
): Setting | ConfigProblem | undefined {
  for (const settings of sources) {
    const direct = unlessEmpty(settings.get(option.key))
    const named = option.secret ? unlessEmpty(settings.get(fileNames(option).key)) : undefined
    if (direct && named) {
      return problem(direct.place, `and ${named.place.key} are both set`, {
        expected: 'one of them',
      })
    }
    if (direct) return direct
    if (named) return readSecretFile(named, folder)
  }
  return undefined
}

/** An empty variable counts as not set. */
function unlessEmpty(setting: Setting | undefined): Setting | undefined {
  return setting && isEmptyVariable(setting) ? undefined : setting
}

export function isEmptyVariable({ place, raw }: Setting): boolean {
  return place.file === null && raw === ''
}

/** Messages don't show the path: people put the secret itself there by mistake. */
function readSecretFile({ place, raw }: Setting, folder: string): Setting | ConfigProblem {
  const expected = 'the path of a file that holds the secret'
  if (typeof raw !== 'string') return problem(place, 'is no single text', { expected })
  const file = resolve(folder, raw)
  const read = readText(file)
  if ('text' in read) return { place, raw: read.text.replace(/\r?\n$/, ''), file }
  return problem(place, `can't be used: the file ${read.fault}`, { expected })
}
