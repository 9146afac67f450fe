import { makeConsoleLink } from '../core/members/console-link.ts'
import { makeConsolePaths } from '../shared/console-paths.ts'
import type { Config } from '../model/config.ts'
import { command } from './command.ts'
import { Failure } from './failure.ts'
import { openCommandContext } from './open.ts'
import { printLines } from './print.ts'

export const consoleLink = command({
  allow: 'program:run',
  summary: `Prints a link that signs somebody in to the console: once, within 10 minutes. It needs no
homeserver, so it is how the first operator gets in.`,
  options: {
    as: {
      value: 'MXID',
      summary: 'Whose session it opens; without it an operator without an account',
    },
  },
  examples: [
    ['console link', 'For yourself'],
    ['console link --as @ana:example.org', 'For Ana, with the role that she has'],
  ],
  run: async (call) => {
    const { shell, options } = call
    await using context = await openCommandContext(call)
    const base = siteOf(context.config)
    const secret = await makeConsoleLink(context, options.as ?? null, call.actor)
    printLines(shell.stdout, [base + makeConsolePaths('').link(secret), WARNING])
    return 0
  },
})

const WARNING =
  'It works once, within 10 minutes. Anybody who has it is signed in: send it to nobody else.'

/** The address that the console is below. */
function siteOf({ console: { listen }, public: site, private: own }: Config): string {
  if (listen === 'public') return site.url
  if (listen === 'off') {
    throw new Failure('The console is off: set console.listen to public or private, and restart.')
  }
  if ('path' in own.listen) return 'http://localhost'
  const { host, port } = own.listen
  const name = /^(0\.0\.0\.0|::)?$/.test(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
