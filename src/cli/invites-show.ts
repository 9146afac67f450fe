import { inviteNamed } from '../core/invites/invites.ts'
import { linkOf } from '../core/invites/link.ts'
import { auditResource, inviteResource, peopleResource } from '../core/invites/resource.ts'
import { listEvents } from '../store/events.ts'
import { listOfInvite } from '../store/redemption-list.ts'
import { command } from './command.ts'
import { addressUnknown } from './describe.ts'
import { openCommandContext } from './open.ts'
import { describeInvite } from './describe-invite.ts'
import { printJson, printLines, qrLines } from './print.ts'

/** The parameter of every command about one invitation. */
export const invitation = { name: 'INVITATION', summary: 'its id, its code or its link' }

export const invitesShow = command({
  allow: 'invites:read',
  summary: 'Shows an invitation: its fields, who joined with it, and its history.',
  parameters: [invitation],
  options: {
    qr: { summary: 'Also show its link as a QR code' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [['invites show https://example.org/join/i/tea-on-friday', 'By its link']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call, 'read')
    const invite = await inviteNamed(context, parameters[0] ?? '')
    const link = linkOf(context.config, invite)
    const people = await listOfInvite(context.db, invite.id)
    const history = await listEvents(context.db, invite.id)
    if (options.json) {
      const audit = history.map(auditResource)
      printJson(shell.stdout, {
        ...inviteResource(context, invite),
        ...(await peopleResource(context, people)),
        audit,
      })
    } else {
      printLines(shell.stdout, await describeInvite(context, invite, people, history))
    }
    if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    else if (options.qr && link !== null) {
      const output = options.json ? shell.stderr : shell.stdout
      printLines(output, await qrLines(link, shell.stdout))
    }
    return 0
  },
})
