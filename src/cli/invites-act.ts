import type { Invite } from '../core/invites/invite.ts'
import {
  deleteInvite,
  inviteNamed,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../core/invites/invites.ts'
import { undoChange } from '../core/invites/undo.ts'
import { inviteResource } from '../core/invites/resource.ts'
import type { Permission } from '../model/permission.ts'
import { command } from './command.ts'
import { whatItAllows } from './describe.ts'
import { invitation } from './invites-show.ts'
import { openInviteNamed } from './open-invite.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

export const invitesPause = act({
  summary: 'Lets nobody join with an invitation until it is resumed.',
  find: openInviteNamed,
  perform: pauseInvite,
  done: (invite, context) => `Paused. ${now(invite, context)}`,
})

export const invitesResume = act({
  summary: 'Opens a paused invitation again.',
  find: openInviteNamed,
  perform: resumeInvite,
  done: (invite, context) => `Resumed. ${now(invite, context)}`,
})

export const invitesRevoke = act({
  summary: 'Closes an invitation permanently. It stays in the list.',
  perform: revokeInvite,
  done: () => 'Revoked: nobody can join with it any more.',
})

export const invitesUndo = act({
  summary: 'Undoes pause or revoke, if it was your last change of an invitation within a minute.',
  perform: (context, id, actor) => undoChange(context, id, null, actor),
  done: (invite, context) => `Undone. ${now(invite, context)}`,
})

export const invitesDelete = act({
  allow: 'invites:delete',
  summary: 'Closes an invitation permanently and removes it from the list.',
  perform: deleteInvite,
  done: () => 'Deleted: nobody can join with it any more. The accounts made with it stay.',
})

function now(invite: Invite, { config, clock }: CommandContext): string {
  return whatItAllows(invite, config, clock())
}

/** A command that performs one action on one invitation and reports the result. */
function act({
  allow = 'invites:change',
  summary,
  find = inviteNamed,
  perform,
  done,
}: {
  allow?: Permission
  summary: string
  find?: typeof openInviteNamed
  perform: typeof resumeInvite
  done: (invite: Invite, context: CommandContext) => string
}) {
  return command({
    allow,
    summary,
    parameters: [invitation],
    options: { json: { summary: 'The invitation as JSON, for scripts' } },
    run: async (call) => {
      await using context = await openCommandContext(call)
      const { id } = await find(context, call.parameters[0] ?? '')
      const changed = await perform(context, id, call.actor)
      if (call.options.json) printJson(call.shell.stdout, inviteResource(context, changed))
      else printLines(call.shell.stdout, [done(changed, context)])
      return 0
    },
  })
}
