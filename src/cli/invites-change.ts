import { changeInvite } from '../core/invites/invites.ts'
import { settableFields } from '../core/invites/fields.ts'
import { inviteResource } from '../core/invites/resource.ts'
import { command } from './command.ts'
import { whatItAllows } from './describe.ts'
import { UsageError } from './failure.ts'
import { inviteOptions, optionOf, readInviteOptions } from './invite-options.ts'
import { invitation } from './invites-show.ts'
import { openInviteNamed } from './open-invite.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

export const invitesChange = command({
  allow: 'invites:change',
  summary: 'Changes an invitation. Options that are not given keep their value.',
  parameters: [invitation],
  options: { ...inviteOptions, json: { summary: 'The invitation as JSON, for scripts' } },
  examples: [
    ['invites change tea-on-friday --uses 40', 'Room for 40 people'],
    ['invites change tea-on-friday --expires never', 'Without an end date'],
  ],
  run: async (call) => {
    const { shell, options, parameters } = call
    const names = Object.values(settableFields).map(({ name }) => optionOf(name))
    if (names.every((name) => options[name] === undefined)) {
      throw new UsageError(
        `Give at least one change: ${names.map((name) => `--${name}`).join(', ')}.`,
      )
    }
    await using context = await openCommandContext(call)
    const { id } = await openInviteNamed(context, parameters[0] ?? '')
    const wanted = readInviteOptions(options, context.config, context.clock())
    const changed = await changeInvite(context, id, wanted, call.actor)
    if (options.json) printJson(shell.stdout, inviteResource(context, changed))
    else printLines(shell.stdout, [whatItAllows(changed, context.config, context.clock())])
    return 0
  },
})
