import { commands, groups } from '../src/programs/commands.ts'
import { type Command, everywhere, type Options } from '../src/cli/command.ts'

/** latchkey(1) in man(7)'s macros, from the table of commands. The output is reproducible. */
export async function manPage(version: string): Promise<string> {
  // A section heading must not be followed by an empty paragraph.
  const sections = Object.entries(groups).map(async ([title, group]) => [
    `.SS ${text(title)}`,
    ...(await Promise.all(Object.keys(group).map(describeCommand))).flat().slice(1),
  ])
  const lines = [
    `.TH LATCHKEY 1 "" "Latchkey ${text(version)}" "User Commands"`,
    '.SH NAME',
    String.raw`latchkey \- invitations to a Matrix community`,
    '.SH SYNOPSIS',
    '.B latchkey',
    String.raw`.I COMMAND \fR[\fIOPTION\fR...]`,
    '.SH DESCRIPTION',
    'An invitation link lets a newcomer make an account on a homeserver whose registration stays closed.',
    '.SH COMMANDS',
    ...(await Promise.all(sections)).flat(),
    '.SH OPTIONS OF EVERY COMMAND',
    ...describeOptions(everywhere),
    ...tagged('@FILE', '', 'Reads more arguments, one per line'),
    '.SH FILES',
    ...tagged('latchkey.yaml', '', 'The configuration, in the current folder.'),
    ...tagged('/etc/latchkey/latchkey.yaml', '', 'The configuration, if the former is missing.'),
    '.SH ENVIRONMENT',
    ...tagged('LATCHKEY_CONFIG', '', 'Path of the configuration.'),
    ...tagged('NO_COLOR', '', 'Output without styles.'),
    '.SH EXIT STATUS',
    '0: success; 1: failure; 2: invalid command line.',
  ]
  return `${lines.join('\n')}\n`
}

async function describeCommand(name: string): Promise<string[]> {
  const command = await commands.get(name)?.load()
  if (!command) throw new Error(`no command ${name}`)
  const { parameters = [], options = {}, examples = [] } = command
  return [
    '.PP',
    `.B latchkey ${text(name)}`,
    ...(parameters.length > 0 ? [`.I ${text(parameters.map((one) => one.name).join(' '))}`] : []),
    ...(Object.keys(options).length > 0 ? [String.raw`[\fIOPTION\fR...]`] : []),
    '.RS',
    text(command.summary),
    ...parameters.flatMap((parameter) => tagged('', parameter.name, parameter.summary)),
    ...describeOptions(options),
    ...describeExamples(examples),
    '.RE',
  ]
}

function describeOptions(options: Options): string[] {
  return Object.entries(options).flatMap(([name, { value, short, summary }]) => {
    const flags = short === undefined ? `--${name}` : `--${name}, -${short}`
    return tagged(flags, value ?? '', summary)
  })
}

function describeExamples(examples: NonNullable<Command['examples']>): string[] {
  return examples.flatMap(([line, purpose]) => [
    '.PP',
    `${text(purpose)}:`,
    '.br',
    `.B latchkey ${text(line)}`,
  ])
}

/** A tagged paragraph: literal text in bold, placeholders in italics. */
function tagged(bold: string, italic: string, summary: string): string[] {
  const parts = [
    ...(bold ? [`\\fB${text(bold)}\\fR`] : []),
    ...(italic ? [`\\fI${text(italic)}\\fR`] : []),
  ]
  return ['.TP', parts.join(' '), text(summary)]
}

/** Escapes text for roff: no character starts a request, and hyphens can be copied. */
function text(plain: string): string {
  return plain
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll('…', '...')
    .replaceAll(/^\./gm, String.raw`\&.`)
    .replaceAll('\n', ' ')
}
