import type { App } from '../../core/context.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { inviteResource } from '../../core/invites/resource.ts'
import { makePaths } from '../../shared/paths.ts'
import type { InviteResource } from './resources.ts'

const paths = makePaths('')

/** An invitation as answers show it. */
export function presentInvite(app: App, row: Invite): InviteResource {
  return inviteResource(app, row, app.config.public.url + paths.invitation(row.code))
}
