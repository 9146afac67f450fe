import { forgetPerson } from '../core/people/forget.ts'
import { command } from './command.ts'
import { openDesk } from './open.ts'
import { printLines } from './print.ts'
import { harmless } from '../shared/terminal-text.ts'

export const peopleForget = command({
  allow: 'people:forget',
  summary: `Erases who somebody is: their name, and the addresses from which their invitations were used. That
somebody joined stays, and so does every count. Their account is the homeserver's matter, and
backups keep what they hold.`,
  parameters: [{ name: 'PERSON', summary: '@ana:example.org, or ana' }],
  examples: [['people forget @ana:example.org', 'After their account was deactivated']],
  run: async (call) => {
    const { shell, parameters } = call
    const [person = ''] = parameters
    await using desk = await openDesk(call)
    const count = await forgetPerson(desk, person, call.actor)
    const whose = harmless(person)
    if (count === 0) printLines(shell.stdout, [`Nothing is known of ${whose}.`])
    else printLines(shell.stdout, [`${whose} is forgotten.`])
    return 0
  },
})
