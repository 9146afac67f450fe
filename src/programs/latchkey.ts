import { groups } from './commands.ts'
import { familyOf, findCommand, type Found } from './find.ts'
import { asksFor, readArguments, type Word, wordsOf } from '../cli/parse.ts'
import { requirePermission } from '../core/permissions.ts'
import { shellActor } from '../model/actor.ts'
import { predecessors } from './formats.ts'
import { predecessorFor } from './predecessors.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

/** The program under its own name. Errors are printed in one line on standard error. */
export async function latchkey(shell: Shell, args: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(shell, await withFiles(shell, args))
  } catch (error) {
    const { complain } = await import('./complain.ts')
    return complain(shell, args, error)
  }
}

async function withFiles({ cwd }: Shell, args: readonly string[]): Promise<readonly string[]> {
  if (!args.some((arg) => arg.startsWith('@'))) return args
  const { readArgumentFiles } = await import('../cli/argument-files.ts')
  return readArgumentFiles(args, cwd)
}

async function dispatch(shell: Shell, args: readonly string[]): Promise<ExitCode> {
  const words = wordsOf(args)
  const predecessor = await predecessorFor(shell, words[0], args)
  if (predecessor) return predecessor()
  if (words[0]?.value === 'help') return help(shell, words.slice(1))
  if (asksFor('help', args)) return help(shell, words)
  if (words.length > 0) return run(shell, args, await findCommand(words))
  if (asksFor('version', args)) return dispatch(shell, ['version'])
  const { overview } = await import('./help.ts')
  shell.stderr.write(overview(shell, shell.stderr, groups))
  return 2
}

async function run(
  shell: Shell,
  args: readonly string[],
  { load, words }: Found,
): Promise<ExitCode> {
  const command = await load()
  const actor = shellActor
  requirePermission(actor, command.allow)
  const rest = args.filter((_, at) => words.every(({ index }) => index !== at))
  return command.run({ shell, predecessors, actor, ...(await readArguments(command, rest)) })
}

/** `help`, `help COMMAND`, or `help invites` for all commands of that first word. */
async function help(shell: Shell, words: readonly Word[]): Promise<ExitCode> {
  const { overview, page } = await import('./help.ts')
  const [first] = words
  const family = first && words.length === 1 ? familyOf(first.value) : []
  if (!first || family.length > 0) {
    shell.stdout.write(overview(shell, shell.stdout, first ? only(family) : groups))
  } else {
    const { name, load } = await findCommand(words)
    shell.stdout.write(page(shell, name, await load()))
  }
  return 0
}

function only(names: readonly string[]): typeof groups {
  const sections = Object.entries(groups).map(([title, group]) => {
    const kept = Object.entries(group).filter(([name]) => names.includes(name))
    return [title, Object.fromEntries(kept)] as const
  })
  return Object.fromEntries(sections.filter(([, group]) => Object.keys(group).length > 0))
}
