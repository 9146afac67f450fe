import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../model/config.ts'
import { type AnyLoaded, type FormatName, readAnyConfig } from './formats.ts'
import { describeProblem } from '../config/problem.ts'
import { deepFreeze } from '../shared/deep-freeze.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Call } from './command.ts'
import { Failure } from './failure.ts'
import type { Shell } from './shell.ts'

const defaultFiles = (root: string) => ['latchkey.yaml', join(root, 'etc/latchkey/latchkey.yaml')]

/** The path of the configuration file: the given one, else an existing default; `null` for none. */
export function findConfigFile({ shell, predecessors, options }: Call): string | null {
  const { cwd, root } = shell
  const said = options.config ?? shell.env['LATCHKEY_CONFIG']
  if (said) return predecessors.resolvePath(said, cwd)
  return defaultFiles(root).find((path) => existsSync(resolve(cwd, path))) ?? null
}

/** Reads the configuration, or its problems. `--verbose` sets the log level. */
export async function loadSettings(
  call: Call,
): Promise<AnyLoaded & { format: FormatName; path: string | null }> {
  const { env, cwd } = call.shell
  const path = findConfigFile(call)
  const loaded = await readAnyConfig({ path, env, cwd }, call.predecessors.formats)
  if ('problems' in loaded || call.options.verbose === undefined) return { ...loaded, path }
  const level = call.options.verbose as Config['log']['level']
  const log = { ...loaded.config.log, level }
  return { ...loaded, config: deepFreeze({ ...loaded.config, log }), path }
}

/** A valid configuration, and what reading it found. */
export type UsableSettings = Extract<AnyLoaded, { config: unknown }> & { format: FormatName }

/** A valid configuration; otherwise the command fails with the list of problems. */
export async function usableSettings(call: Call): Promise<UsableSettings> {
  const loaded = await loadSettings(call)
  if ('config' in loaded) return loaded
  const problems = loaded.problems.map((problem) => `\n  ${describeProblem(problem)}`)
  throw new Failure(`${sourceOf(loaded.path, call.shell)} can't be used:${problems.join('')}`)
}

/** What reading a configuration found, for the doctor and the log of the portal. */
export function remarksOf(
  { warnings, exposed, examineOld, matrixRegistration }: Extract<AnyLoaded, { config: unknown }>,
  source: string,
): Remarks {
  return {
    source,
    warnings,
    exposed,
    ...(examineOld && { examineOld }),
    ...(matrixRegistration && { matrixRegistration }),
  }
}

/** The origin of the configuration, as the beginning of a sentence. */
export function sourceOf(path: string | null, { root }: Pick<Shell, 'root'>): string {
  if (path !== null) return `The configuration ${path}`
  return `There is no ${defaultFiles(root).join(' or ')} and no --config FILE, and the environment alone`
}
