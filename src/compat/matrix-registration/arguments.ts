import { COMMANDS, type CommandName, GLOBAL, type UsageOption, UsageError } from './usage.ts'

/** A parsed command line. */
export interface Arguments {
  command: CommandName | null
  help: boolean
  version: boolean
  file: string | undefined
  /** Values of the command's options by their longest names; a flag's is ''. */
  options: ReadonlyMap<string, string>
}

/** All names of the option for the file, Latchkey's included. */
const FILE_OPTIONS = ['--config-path', '--config', '--configuration-file']
const HELP_OPTIONS = ['-h', '--help']

/** Parses a command line like click. The file option may also follow the command. */
export function readArguments(args: readonly string[]): Arguments {
  const read: Arguments & { options: Map<string, string> } = {
    command: null,
    help: false,
    version: false,
    file: undefined,
    options: new Map(),
  }
  const rest = args.flatMap(splitShort)
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? []
    const value = () => inline ?? takeValue(read.command, name, rest)
    if (HELP_OPTIONS.includes(name)) read.help = true
    else if (FILE_OPTIONS.includes(name)) read.file = value()
    else if (read.command === null) readGlobal(read, name)
    else {
      const option = optionNamed(COMMANDS[read.command].options, name)
      if (!option) throw new UsageError(read.command, unknown(name))
      read.options.set(option.names.at(-1) ?? name, option.value === undefined ? '' : value())
    }
  }
  return read
}

/** `-m3` is `-m 3`. */
function splitShort(arg: string): string[] {
  const [, name, value] = /^(-[a-z])(.+)$/is.exec(arg) ?? []
  return name !== undefined && value !== undefined ? [name, value] : [arg]
}

function takeValue(command: CommandName | null, name: string, rest: string[]): string {
  const value = rest.shift()
  if (value === undefined) throw new UsageError(command, `${name} option requires an argument`)
  return value
}

function readGlobal(read: Arguments, name: string): void {
  if (optionNamed(GLOBAL, name)) read.version = true
  else if (Object.hasOwn(COMMANDS, name)) read.command = name as CommandName
  else
    throw new UsageError(null, name.startsWith('-') ? unknown(name) : `No such command '${name}'.`)
}

function unknown(name: string): string {
  return name.startsWith('-')
    ? `no such option: ${name}`
    : `Got unexpected extra argument (${name})`
}

function optionNamed(options: readonly UsageOption[], name: string): UsageOption | undefined {
  return options.find(({ names }) => names.includes(name))
}
