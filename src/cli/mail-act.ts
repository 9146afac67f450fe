import { inviteNamed } from '../core/invites/invites.ts'
import { mailInviteAgain } from '../core/mailing/mail-again.ts'
import { retryDelivery } from '../core/mailing/try-again.ts'
import { command } from './command.ts'
import { invitation } from './invites-show.ts'
import { openCommandContext } from './open.ts'
import { printLines } from './print.ts'

const done = 'The running portal sends it now.'

export const mailRetry = command({
  allow: 'jobs:write',
  summary: 'Tries a mail again that was given up, or that waits for its next attempt.',
  parameters: [{ name: 'ID', summary: 'its id in latchkey mail list' }],
  run: async (call) => {
    await using context = await openCommandContext(call)
    await retryDelivery(context, call.parameters[0] ?? '', call.actor)
    printLines(call.shell.stdout, [done])
    return 0
  },
})

export const mailAgain = command({
  allow: 'invites:change',
  summary: 'Sends an invitation to its address again, with the same link.',
  parameters: [invitation],
  run: async (call) => {
    await using context = await openCommandContext(call)
    const { id } = await inviteNamed(context, call.parameters[0] ?? '')
    await mailInviteAgain(context, id, call.actor)
    printLines(call.shell.stdout, [done])
    return 0
  },
})
