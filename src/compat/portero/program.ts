import type { ExitCode, Shell } from '../../cli/shell.ts'
import about from '../../../package.json' with { type: 'json' }
import {
  ArgumentError,
  type Arguments,
  commandNames,
  readArgumentFiles,
  readArguments,
} from './arguments.ts'
import { createSay, type Say } from './say.ts'

/** The version whose behavior this is: what scripts that ask for it expect. */
const VERSION = 'com.io7m.portero 2.0.0'

/** The command line of portero: its commands, its words, 1 for everything that goes wrong. */
export async function portero(shell: Shell, args: readonly string[]): Promise<ExitCode> {
  if (args.length === 1 && args[0] === '--version') {
    shell.stdout.write(`latchkey ${about.version}\n`)
    return 0
  }
  try {
    const said = readArguments(await readArgumentFiles(args, shell.cwd))
    return await obey(shell, said)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    createSay(shell.stderr, 'info').main('error', error.message)
    return 1
  }
}

async function obey(shell: Shell, said: Arguments): Promise<ExitCode> {
  const { command, file } = said
  const say = createSay(shell.stderr, said.after ?? said.before ?? 'info')
  switch (command) {
    case 'version':
      shell.stdout.write(`${VERSION}\n`)
      return 0
    case 'invite':
      return (await import('./invite.ts')).invite(shell, say, file)
    case 'server':
      return (await import('./server.ts')).serve(shell, say, file)
    case 'help':
    case null:
      // Help is worth saying whatever stands before it, as portero had it.
      return help(createSay(shell.stderr, said.after ?? 'info'), said)
  }
}

async function help(say: Say, { command, words }: Arguments): Promise<ExitCode> {
  const { commandUsage, longUsage, usage } = await import('./help.ts')
  const [word] = words
  const known = commandNames.find((name) => name === word)
  if (known) say.main('info', commandUsage(known))
  else if (command === 'help' && word === undefined) say.main('info', longUsage())
  else {
    if (word !== undefined) say.main('error', `Unknown command: ${word}`)
    say.main('info', usage())
    return 1
  }
  return 0
}
