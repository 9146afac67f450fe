/** An invalid command line: exit code 2, with click's text. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly command: CommandName | null

  constructor(command: CommandName | null, message: string) {
    super(message)
    this.command = command
  }
}

export type CommandName = 'generate' | 'serve' | 'status'

/** An option by all its names, the longest last. */
export interface UsageOption {
  names: readonly string[]
  /** The name of its value in the help; a flag has none. */
  value?: string
  /** Accepted but not in the help: only an older generation had it. */
  hidden?: boolean
  summary: string
}

/** In the program's own words, which people's scripts may look for. */
export const GLOBAL: readonly UsageOption[] = [
  { names: ['--config-path'], value: 'TEXT', summary: 'specifies the config file to be used' },
  { names: ['--version'], summary: 'Show the flask version' },
]

const HELP: UsageOption = { names: ['-h', '--help'], summary: 'Show this message and exit.' }

export const COMMANDS: Record<CommandName, { summary: string; options: readonly UsageOption[] }> = {
  generate: {
    summary: 'generate new token',
    options: [
      { names: ['-m', '--maximum'], value: 'INTEGER', summary: 'times token can be used' },
      { names: ['-o', '--one-time'], summary: 'make token one-time-useable', hidden: true },
      {
        names: ['-e', '--expires'],
        value: '[%Y-%m-%d]',
        summary: 'expire date: in ISO-8601 format (YYYY-MM-DD)',
      },
    ],
  },
  serve: { summary: 'start api server', options: [] },
  status: {
    summary: 'view status or disable',
    options: [
      { names: ['-s', '--status'], value: 'TEXT', summary: 'token status' },
      { names: ['-l', '--list'], summary: 'list tokens' },
      { names: ['-d', '--disable'], value: 'TEXT', summary: 'disable token' },
    ],
  },
}

/** The text of `--help`: of the program, or of one command. */
export function helpOf(command: CommandName | null): string {
  const { summary, options } =
    command === null
      ? { summary: 'a token based matrix registration app', options: GLOBAL }
      : COMMANDS[command]
  const shown = [...options, HELP].filter(({ hidden }) => !hidden)
  const commands = Object.entries(COMMANDS).map(([name, one]) => [name, one.summary] as const)
  const sections = [
    usageOf(command),
    '',
    `  ${summary}`,
    '',
    'Options:',
    ...columns(shown.map((option) => [signatureOf(option), option.summary])),
    ...(command === null ? ['', 'Commands:', ...columns(commands)] : []),
  ]
  return `${sections.join('\n')}\n`
}

export function usageOf(command: CommandName | null): string {
  return command === null
    ? 'Usage: matrix-registration [OPTIONS] COMMAND [ARGS]...'
    : `Usage: matrix-registration ${command} [OPTIONS]`
}

function signatureOf({ names, value }: UsageOption): string {
  return names.join(', ') + (value === undefined ? '' : ` ${value}`)
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
}
