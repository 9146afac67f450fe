import { inviteNamed } from '../core/invites/invites.ts'
import { auditResource, inviteResource, linkOf, peopleResource } from '../core/invites/resource.ts'
import { listEvents } from '../store/events.ts'
import { listOfInvite } from '../store/redemptions.ts'
import { command } from './command.ts'
import { addressUnknown } from './describe.ts'
import { openDesk } from './open.ts'
import { portray } from './portrait.ts'
import { printJson, printLines, qrLines } from './print.ts'

/** The parameter of every command about one invitation. */
export const invitation = { name: 'INVITATION', summary: 'its id, its code or its link' }

export const invitesShow = command({
  allow: 'invites:read',
  summary: 'Shows an invitation: what it allows, who joined with it, what was done to it.',
  parameters: [invitation],
  options: {
    qr: { summary: 'Its link as a QR code, too' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [['invites show https://example.org/join/i/tea-on-friday', 'By its link']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using desk = await openDesk(call, 'read')
    const invite = await inviteNamed(desk.db, parameters[0] ?? '')
    const people = await listOfInvite(desk.db, invite.id)
    const history = await listEvents(desk.db, invite.id)
    if (options.json) {
      const audit = history.map(auditResource)
      printJson(shell.stdout, {
        ...inviteResource(desk, invite),
        ...peopleResource(desk, people),
        audit,
      })
    } else {
      printLines(shell.stdout, portray(desk, invite, people, history))
    }
    if (!desk.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    else if (options.qr) {
      printLines(
        options.json ? shell.stderr : shell.stdout,
        await qrLines(linkOf(desk.config, invite), shell.stdout),
      )
    }
    return 0
  },
})
