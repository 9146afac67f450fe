import { command, type Entry } from '../command.ts'
import { UsageError } from '../failure.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { outlineOf } from './outline.ts'
import { zshScript } from './zsh.ts'

const scripts = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
])

/** The command that prints a completion script, made from the table of all commands. */
export const completionOf = (commands: ReadonlyMap<string, Entry>) =>
  command({
    allow: 'health:read',
    summary: 'Prints a script with which a shell completes commands, options and files.',
    parameters: [{ name: 'SHELL', summary: 'bash, zsh or fish' }],
    examples: [
      ['completion bash > /etc/bash_completion.d/latchkey', 'For all users of bash'],
      ['completion zsh > /usr/local/share/zsh/site-functions/_latchkey', 'For zsh'],
      ['completion fish > ~/.config/fish/completions/latchkey.fish', 'For fish'],
    ],
    run: async ({ shell, parameters: [name = ''] }) => {
      const script = scripts.get(name)
      if (!script) throw new UsageError('SHELL is bash, zsh or fish.')
      shell.stdout.write(script(await outlineOf(commands)))
      return 0
    },
  })
