import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** portero's error for an invalid command line: one line, exit code 1. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

export const commandNames = ['help', 'invite', 'server', 'version'] as const
export type CommandName = (typeof commandNames)[number]

export const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

export interface Arguments {
  /** Null: nothing was said. */
  command: CommandName | null
  /** The level that was said before the command, and the one after it. */
  before: Level | undefined
  after: Level | undefined
  file: string
  /** What stands after `help`. */
  words: readonly string[]
}

/** Includes our own names, so that each name of the option works with each format. */
const fileOptions = new Set(['--configuration-file', '--config', '--config-path'])

/** Reads a command line as portero does. Throws an ArgumentError. */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args]
  const before = levelOf(takeOptions(rest, (arg) => arg === '--verbose').options)
  const [name] = rest
  if (name === undefined) return { command: null, before, after: undefined, file: '', words: [] }
  const command = commandNames.find((known) => known === name)
  if (!command) throw new ArgumentError(`Expected a command, got ${name}`)
  const takesFile = command === 'invite' || command === 'server'
  const isOption = (arg: string) => arg === '--verbose' || (takesFile && fileOptions.has(arg))
  const words: string[] = []
  const options = new Map<string, string>()
  for (let left = rest.slice(1); left.length > 0; left = left.slice(1)) {
    takeOptions(left, isOption, options)
    const [word] = left
    if (word !== undefined) words.push(word)
  }
  if (command !== 'help') refuseWords(words)
  const file = options.get('file')
  if (takesFile && file === undefined) {
    throw new ArgumentError('The following option is required: [--configuration-file]')
  }
  return { command, before, after: levelOf(options), file: file ?? '', words }
}

/** Takes options with their values off the beginning of `args`. */
function takeOptions(
  args: string[],
  isOption: (arg: string) => boolean,
  options = new Map<string, string>(),
) {
  for (let [name] = args; name !== undefined && isOption(name); [name] = args) {
    const value = args[1]
    if (value === undefined) throw new ArgumentError(`Expected a value after parameter ${name}`)
    const key = fileOptions.has(name) ? 'file' : name
    if (options.has(key)) throw new ArgumentError(`Can only specify option ${name} once.`)
    options.set(key, value)
    args.splice(0, 2)
  }
  return { options }
}

function levelOf(options: ReadonlyMap<string, string>): Level | undefined {
  const said = options.get('--verbose')
  const level = levels.find((known) => known === said)
  if (said !== undefined && !level) {
    throw new ArgumentError(
      `com.io7m.claypot.core.internal.CLPLogLevelUnrecognized: Unrecognized log level: ${said}`,
    )
  }
  return level
}

function refuseWords([word]: readonly string[]): void {
  if (word === undefined) return
  throw new ArgumentError(
    `Was passed main parameter '${word}' but no main parameter was defined in your arg class`,
  )
}

/** Puts the lines of FILE in the place of `@FILE`: an argument a line, without comments. */
export async function readArgumentFiles(args: readonly string[], cwd: string): Promise<string[]> {
  const read = args.map(async (arg) => (arg.startsWith('@') ? readLines(arg.slice(1), cwd) : [arg]))
  return (await Promise.all(read)).flat()
}

async function readLines(path: string, cwd: string): Promise<string[]> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch(() => {
    throw new ArgumentError(
      `Could not read file ${path}: java.nio.file.NoSuchFileException: ${path}`,
    )
  })
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.trim().startsWith('#'))
}
