import type { Invite } from '../core/invites/invite.ts'
import {
  deleteInvite,
  inviteNamed,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../core/invites/invites.ts'
import { inviteResource } from '../core/invites/resource.ts'
import type { Permission } from '../model/permission.ts'
import { command } from './command.ts'
import { whatItAllows } from './describe.ts'
import { invitation } from './invites-show.ts'
import { type Desk, openDesk } from './open.ts'
import { printJson, printLines } from './print.ts'

export const invitesPause = act({
  summary: 'Lets nobody join with an invitation until it is resumed.',
  carryOut: pauseInvite,
  done: () => 'Paused: nobody can join with it until you resume it.',
})

export const invitesResume = act({
  summary: 'Opens a paused invitation again.',
  carryOut: resumeInvite,
  done: (invite, { config }) => `Resumed. ${whatItAllows(invite, config)}`,
})

export const invitesRevoke = act({
  summary: 'Closes an invitation for good. It stays in the list.',
  carryOut: revokeInvite,
  done: () => 'Revoked: nobody can join with it any more.',
})

export const invitesDelete = act({
  allow: 'invites:delete',
  summary: 'Closes an invitation for good and takes it off the list.',
  carryOut: deleteInvite,
  done: () => 'Deleted: nobody can join with it any more. The accounts made with it stay.',
})

/** A command that does one thing to one invitation and says what came of it. */
function act({
  allow = 'invites:change',
  summary,
  carryOut,
  done,
}: {
  allow?: Permission
  summary: string
  carryOut: typeof pauseInvite
  done: (invite: Invite, desk: Desk) => string
}) {
  return command({
    allow,
    summary,
    parameters: [invitation],
    options: { json: { summary: 'The invitation as JSON, for scripts' } },
    run: async (call) => {
      await using desk = await openDesk(call)
      const { id } = await inviteNamed(desk.db, call.parameters[0] ?? '')
      const changed = await carryOut(desk, id, call.actor)
      if (call.options.json) printJson(call.shell.stdout, inviteResource(desk, changed))
      else printLines(call.shell.stdout, [done(changed, desk)])
      return 0
    },
  })
}
