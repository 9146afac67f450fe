import { giveWayBack } from '../core/people/ways-back.ts'
import { harmless } from '../shared/terminal-text.ts'
import { rfc3339 } from '../shared/time.ts'
import { command } from './command.ts'
import { addressUnknown, shortMoment } from './describe.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

export const peopleWayBack = command({
  allow: 'people:way-back',
  summary: `Makes a new link to somebody's own page, for who lost theirs: their address, the way into an app,
their rooms. It never shows the password.`,
  parameters: [{ name: 'PERSON', summary: '@ana:example.org, or ana' }],
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [['people way-back @ana:example.org', 'A link to hand to Ana']],
  run: async (call) => {
    const { shell, options, parameters } = call
    const [person = ''] = parameters
    await using context = await openCommandContext(call)
    const { link, expiresAt } = await giveWayBack(context, person, call.actor)
    if (options.json) printJson(shell.stdout, { link, expires_at: rfc3339(expiresAt) })
    else {
      const until = shortMoment(expiresAt, context.config)
      printLines(shell.stdout, [link, `For ${harmless(person)}, until ${until}.`])
    }
    if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    return 0
  },
})
