import { forgetPerson } from '../core/people/forget.ts'
import { command } from './command.ts'
import { openCommandContext } from './open.ts'
import { printLines } from './print.ts'
import { harmless } from '../shared/terminal-text.ts'

export const peopleForget = command({
  allow: 'people:forget',
  summary: `Erases a person's name, the addresses from which their invitations were used, and their mail
address with all that was sent to it. That somebody joined stays, and so do all counts. The account
at the homeserver and existing backups are not changed.`,
  parameters: [{ name: 'PERSON', summary: '@ana:example.org, or ana, or ana@example.net' }],
  examples: [['people forget @ana:example.org', 'After their account was deactivated']],
  run: async (call) => {
    const { shell, parameters } = call
    const [person = ''] = parameters
    await using context = await openCommandContext(call)
    const count = await forgetPerson(context, person, call.actor)
    const whose = harmless(person)
    if (count === 0) printLines(shell.stdout, [`No data about ${whose} was found.`])
    else printLines(shell.stdout, [`The name ${whose} was erased.`])
    return 0
  },
})
