import { dirname, resolve } from 'node:path'
import { assemble } from './assemble.ts'
import type { Config } from '../model/config.ts'
import { readEnvironment, type Environment } from './environment.ts'
import { readText } from './file.ts'
import { options } from './options.ts'
import { problem, type ConfigProblem } from './problem.ts'
import { readOptions } from './read.ts'
import { breaches } from './rules.ts'
import { settableNames, type WrittenSettings } from './setting.ts'
import { findMisspeltVariables, suggestNames } from './spelling.ts'
import { warningsOf, warnOfOpenFiles } from './warnings.ts'
import { readYaml, type FileSettings } from './yaml.ts'

export interface ConfigSource {
  /** The configuration file; `null` if only environment variables are used. */
  path: string | null
  /** The file's text, if it has been read already. */
  text?: string
  env: Environment
  /** The folder that `path` is relative to and, without a file, all paths in the configuration. */
  cwd: string
}

/** A valid configuration with the origin of each value, or the problems that make it invalid. */
export type Loaded =
  | {
      config: Config
      settings: WrittenSettings
      warnings: string[]
      /** A sentence for each file with a secret that other users can read. */
      exposed: string[]
    }
  | { problems: ConfigProblem[]; warnings: string[] }

const NAMES = settableNames(options)
const KNOWN = new Map(
  NAMES.map(({ key }) => [key, options.find((option) => option.key === key) ?? null] as const),
)
const KEYS = [...KNOWN.keys()]
const VARIABLES = NAMES.map(({ variable }) => variable)

/** Reads the whole configuration and reports all problems at once. */
export async function loadConfig(source: ConfigSource): Promise<Loaded> {
  const { path, env, cwd } = source
  const file = readConfigFile(source)
  const warnings = [...(await findMisspeltVariables(env, VARIABLES)), ...file.warnings]
  if (file.problems.some(({ key }) => key === null)) return { problems: file.problems, warnings }
  const folder = path === null ? cwd : dirname(resolve(cwd, path))
  const sources = [readEnvironment(env, NAMES), file.settings]
  const { values, settings, problems } = await readOptions(sources, folder, path)
  const config = assemble(values)
  const all = [...file.problems, ...problems, ...breaches(config, settings, values)]
  if (all.length > 0) return { problems: await suggestNames(inOrder(all), KEYS), warnings }
  warnings.push(...warningsOf(config))
  return { config, settings, warnings, exposed: warnOfOpenFiles(path, cwd, settings) }
}

function readConfigFile({ path, text, cwd }: ConfigSource): FileSettings {
  if (path === null) return { settings: new Map(), problems: [], warnings: [] }
  const read = text === undefined ? readText(resolve(cwd, path)) : { text }
  if ('text' in read) return readYaml(read.text, path, KNOWN)
  const place = { file: path, line: null, key: null }
  return { settings: new Map(), problems: [problem(place, read.fault)], warnings: [] }
}

/** One problem per key, in the order of the file; keys that aren't in the file come last. */
function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const first = new Map(problems.toReversed().map((one) => [one.key, one]))
  const last = Number.MAX_SAFE_INTEGER
  return problems
    .filter((one) => first.get(one.key) === one)
    .toSorted((one, other) => (one.line ?? last) - (other.line ?? last))
}
