import { type CommandName, commandNames, levels } from './arguments.ts'

/*
 * What portero says about itself, line by line as it says it, since this is what its users and their
 * scripts have read: only the command line of the predecessor is described here, nothing of ours.
 */

interface Described {
  /** How it is written. */
  usage: string
  /** In the list of commands. */
  summary: string
  /** On its own page. */
  more: string
  takesFile: boolean
}

const COMMANDS: Record<CommandName, Described> = {
  help: {
    usage: 'help [options] command',
    summary: 'Show detailed help messages for commands.',
    more: `The "help" command, executed without arguments, shows the names of all
commands including the names and types of all of their parameters.

The "help" command can also be passed the name of a command. Commands
may include extended help messages such as the one you are reading
right now.

Example: portero help help`,
    takesFile: false,
  },
  invite: {
    usage: 'invite [options]',
    summary: 'Create an invite URL',
    more: 'Generate a new invite URL for a user.',
    takesFile: true,
  },
  server: {
    usage: 'server [options]',
    summary: 'Start an invite server',
    more: 'Start an invitation server.',
    takesFile: true,
  },
  version: {
    usage: 'version [options]',
    summary: 'Show the application version.',
    more: '',
    takesFile: false,
  },
}

const HEAD = 'Usage: portero [options] [command] [command options]'

/** The page for a command line without a command, or with an unknown one. */
export function usage(): string {
  const names = commandNames.map((name) => `${name.padEnd(12)}${COMMANDS[name].summary}`)
  return `${HEAD}

${indent(2, options(false))}

  Use the "help" command to examine specific commands:

    $ portero help help.

  Command-line arguments can be placed one per line into a file, and the file
  can be referenced using the @ symbol:

    $ echo help > file.txt
    $ echo help >> file.txt
    $ portero @file.txt

  Commands:
${indent(4, names.join('\n'))}

  Documentation:
    https://www.io7m.com/software/portero/

`
}

/** `help`: every command with its options. */
export function longUsage(): string {
  const commands = commandNames.map((name) => {
    const { usage: written, summary, takesFile } = COMMANDS[name]
    return `    ${name}      ${summary}\n      Usage: ${written}\n${indent(8, options(takesFile))}\n`
  })
  return `${HEAD}\n\n${indent(2, options(false))}\n\n  Commands:\n${commands.join('\n')}\n\n`
}

/** `help COMMAND`. */
export function commandUsage(name: CommandName): string {
  const { usage: written, more, takesFile } = COMMANDS[name]
  return `Usage: ${written}\n\n${indent(2, options(takesFile))}\n\n${more && `${indent(2, more)}\n`}`
}

function options(takesFile: boolean): string {
  const file = takesFile ? '* --configuration-file\n    The configuration file\n' : ''
  return `Options:
${file}  --verbose
    Set the minimum logging verbosity level.
    Default: info
    Possible Values: [${levels.join(', ')}]`
}

function indent(columns: number, text: string): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns))
}
