import assert from 'node:assert/strict'
import { loadConfig } from '../../src/config/load.ts'
import type { NamedOption } from '../../src/config/option.ts'
import { options } from '../../src/config/options.ts'
import type { ConfigProblem } from '../../src/config/problem.ts'
import { folderWith, REQUIRED } from './load-config.ts'

const cwd = folderWith({})

/** The problem of one value in the environment; undefined if it is taken. */
export async function refused(
  option: NamedOption,
  value: string,
): Promise<ConfigProblem | undefined> {
  const loaded = await loadConfig({
    path: null,
    env: { ...REQUIRED, [option.variable]: value },
    cwd,
  })
  return 'problems' in loaded
    ? loaded.problems.find(({ key }) => key === option.variable)
    : undefined
}

export function optionNamed(key: string): NamedOption {
  return options.find((option) => option.key === key) ?? assert.fail(key)
}
