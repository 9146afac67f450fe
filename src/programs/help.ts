import { everywhere, type Command, type Groups, type Options } from '../cli/command.ts'
import type { Output, Shell } from '../cli/shell.ts'
import { painter } from '../shared/terminal-text.ts'

/** All commands on one page. */
export function overview(shell: Shell, output: Output, groups: Groups): string {
  const paint = painter(shell, output)
  const names = Object.values(groups).flatMap((group) => Object.keys(group))
  const width = Math.max(...names.map((name) => name.length))
  const sections = Object.entries(groups).flatMap(([title, group]) => [
    '',
    paint('bold', title),
    ...Object.entries(group).map(
      ([name, { summary }]) => `  ${paint('cyan', name.padEnd(width))}  ${summary}`,
    ),
  ])
  return lines([
    `${paint('bold', 'Latchkey')}: invitations to a Matrix community`,
    '',
    '  latchkey COMMAND [OPTION…]',
    ...sections,
    '',
    paint('bold', 'With every command'),
    ...describeOptions(everywhere, paint),
    `  ${paint('cyan', '@FILE')}             Reads more arguments, one per line`,
    '',
    'latchkey help COMMAND shows what it takes, with examples.',
  ])
}

/** The help of one command: usage, options, examples. */
export function page(shell: Shell, name: string, command: Command): string {
  const paint = painter(shell, shell.stdout)
  const { summary, parameters = [], options = {}, examples = [] } = command
  const usage = ['latchkey', name, ...parameters.map((parameter) => parameter.name)]
  if (Object.keys(options).length > 0) usage.push('[OPTION…]')
  const width = Math.max(...parameters.map((parameter) => parameter.name.length))
  return lines([
    summary,
    '',
    `  ${usage.join(' ')}`,
    ...section(
      parameters.map(
        (parameter) => `  ${paint('cyan', parameter.name.padEnd(width))}  ${parameter.summary}`,
      ),
    ),
    ...section(describeOptions({ ...options, ...everywhere }, paint), paint('bold', 'Options')),
    ...section(describeExamples(examples), paint('bold', 'Examples')),
  ])
}

function describeOptions(options: Options, paint: ReturnType<typeof painter>): string[] {
  const written = Object.entries(options).map(([name, { value, short, summary }]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`
    return { long: short === undefined ? long : `${long}, -${short}`, summary }
  })
  const width = Math.max(16, ...written.map(({ long }) => long.length))
  return written.map(({ long, summary }) => `  ${paint('cyan', long.padEnd(width))}  ${summary}`)
}

function describeExamples(examples: NonNullable<Command['examples']>): string[] {
  return examples.flatMap(([line, purpose]) => [`  latchkey ${line}`, `      ${purpose}`])
}

function section(content: readonly string[], title?: string): string[] {
  if (content.length === 0) return []
  return title === undefined ? ['', ...content] : ['', title, ...content]
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
