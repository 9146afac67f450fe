import { giveWayBack, takeWaysBack } from '../core/people/ways-back.ts'
import { harmless } from '../shared/terminal-text.ts'
import { rfc3339 } from '../shared/time.ts'
import { command } from './command.ts'
import { addressUnknown, shortMoment } from './describe.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const person = { name: 'PERSON', summary: '@ana:example.org, or ana' }

export const peopleWayBack = command({
  allow: 'people:way-back',
  summary: `Makes a new link to somebody's own page, for whoever lost theirs: their address, the way into an
app, their rooms. It never shows the password.`,
  parameters: [person],
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [['people way-back @ana:example.org', 'A link to hand to Ana']],
  run: async (call) => {
    const { shell, options, parameters } = call
    const [whose = ''] = parameters
    await using context = await openCommandContext(call)
    const { link, expiresAt } = await giveWayBack(context, whose, call.actor)
    if (options.json) printJson(shell.stdout, { link, expires_at: rfc3339(expiresAt) })
    else {
      const until = shortMoment(expiresAt, context.config)
      printLines(shell.stdout, [link, `For ${harmless(whose)}, until ${until}.`])
    }
    if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    return 0
  },
})

export const peopleEndLinks = command({
  allow: 'people:way-back',
  summary: `Ends all links to somebody's own page at once, for example when one is in the wrong hands. The
account stays, and a new link can be made.`,
  parameters: [person],
  examples: [['people end-links @ana:example.org', 'Then give Ana a new one: people way-back']],
  run: async (call) => {
    const [whose = ''] = call.parameters
    await using context = await openCommandContext(call)
    const ended = await takeWaysBack(context, whose, call.actor)
    const links = ended === 1 ? '1 link' : `${ended} links`
    const said = ended === 0 ? 'No link worked' : `${links} ended`
    printLines(call.shell.stdout, [`${said}: the page of ${harmless(whose)}.`])
    return 0
  },
})
