import { explainDatabase } from '../../store/explain-database.ts'
import { Failure } from '../../cli/failure.ts'
import { harmlessLines } from '../../shared/terminal-text.ts'
import type { ExitCode, Shell } from '../../cli/shell.ts'
import about from '../../../package.json' with { type: 'json' }
import { readArguments } from './arguments.ts'
import { findFile, usualFiles } from './find-file.ts'
import { describeProblem } from '../../config/problem.ts'
import { readText } from '../../config/file.ts'
import { resolve } from 'node:path'
import { type LoadedFile, loadFile } from './load.ts'
import { type CommandName, helpOf, UsageError, usageOf } from './usage.ts'

export type UsableFile = Extract<LoadedFile, { config: unknown }> & {
  /** Reads the same file again. */
  reload: () => Promise<LoadedFile>
}

/** A command with a valid configuration file. */
export type Run = (
  shell: Shell,
  file: UsableFile,
  options: ReadonlyMap<string, string>,
) => Promise<ExitCode>

const RUNS: Record<CommandName, () => Promise<Run>> = {
  generate: async () => (await import('./generate.ts')).generate,
  serve: async () => (await import('./serve.ts')).serve,
  status: async () => (await import('./status.ts')).status,
}

/** The command line of matrix-registration: commands, texts and exit codes. */
export async function matrixRegistration(shell: Shell, args: readonly string[]): Promise<ExitCode> {
  try {
    return await obey(shell, args)
  } catch (error) {
    if (error instanceof UsageError) {
      const { command, message } = error
      const name = command === null ? 'matrix-registration' : `matrix-registration ${command}`
      const hint = `Try '${name} -h' for help.`
      shell.stderr.write(`${usageOf(command)}\n${hint}\n\nError: ${harmlessLines(message)}\n`)
      return 2
    }
    const why = error instanceof Failure ? error.message : explainDatabase(error)
    shell.stderr.write(`matrix-registration: ${harmlessLines(why)}\n`)
    return 1
  }
}

async function obey(shell: Shell, args: readonly string[]): Promise<ExitCode> {
  const { command, help, version, file, options } = readArguments(args)
  if (help || (command === null && !version)) shell.stdout.write(helpOf(command))
  else if (command === null) shell.stdout.write(`latchkey ${about.version}\n`)
  else return (await RUNS[command]())(shell, await load(shell, file), options)
  return 0
}

async function load({ env, cwd, root }: Shell, said: string | undefined): Promise<UsableFile> {
  const path = findFile(said, { env, cwd, root })
  if (path === undefined) {
    throw new Failure(
      `no configuration file in ${usualFiles({ env, root }).join(', ')}: name one with --config-path`,
    )
  }
  const reload = async () => {
    const read = readText(resolve(cwd, path))
    if ('fault' in read) throw new Failure(`the configuration file ${path} ${read.fault}`)
    return loadFile({ path, text: read.text, env, cwd })
  }
  const loaded = await reload()
  if ('config' in loaded) return { ...loaded, reload }
  const problems = loaded.problems.map((problem) => `\n  ${describeProblem(problem)}`)
  throw new Failure(`the configuration can't be used:${problems.join('')}`)
}
