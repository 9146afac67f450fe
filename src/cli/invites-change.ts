import { changeInvite, inviteNamed } from '../core/invites/invites.ts'
import { settableFields } from '../core/invites/fields.ts'
import { inviteResource } from '../core/invites/resource.ts'
import { command } from './command.ts'
import { whatItAllows } from './describe.ts'
import { UsageError } from './failure.ts'
import { inviteOptions, readInviteOptions } from './invite-options.ts'
import { invitation } from './invites-show.ts'
import { openDesk } from './open.ts'
import { printJson, printLines } from './print.ts'

export const invitesChange = command({
  allow: 'invites:change',
  summary: 'Changes what an invitation allows. What is not said stays as it is.',
  parameters: [invitation],
  options: { ...inviteOptions, json: { summary: 'The invitation as JSON, for scripts' } },
  examples: [
    ['invites change tea-on-friday --uses 40', 'Room for 40 people'],
    ['invites change tea-on-friday --expires never', 'No end date any more'],
  ],
  run: async (call) => {
    const { shell, options, parameters } = call
    const names = Object.values(settableFields).map(({ name }) => name)
    if (names.every((name) => options[name] === undefined)) {
      throw new UsageError(`Say what to change: ${names.map((name) => `--${name}`).join(', ')}.`)
    }
    await using desk = await openDesk(call)
    const { id } = await inviteNamed(desk.db, parameters[0] ?? '')
    const wanted = readInviteOptions(options, desk.config, desk.clock())
    const changed = await changeInvite(desk, id, wanted, call.actor)
    if (options.json) printJson(shell.stdout, inviteResource(desk, changed))
    else printLines(shell.stdout, [whatItAllows(changed, desk.config)])
    return 0
  },
})
