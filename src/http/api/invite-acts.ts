import type { App } from '../../core/context.ts'
import type { Actor } from '../../model/actor.ts'
import type { Invite } from '../../core/invites/invite.ts'
import {
  deleteInvite,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../../core/invites/invites.ts'
import { inviteResource } from '../../core/invites/resource.ts'
import { inviteParams } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { invite } from './resources.ts'

type Act = (app: App, id: string, actor: Actor) => Promise<Invite>

/** An operation that needs only the invitation's id. */
function act(name: string, perform: Act, summary: string, description: string): Operation {
  return operation({
    id: `${name}Invite`,
    allow: 'invites:change',
    method: 'POST',
    path: `/invites/{id}/${name}`,
    summary,
    description,
    params: inviteParams,
    query: noParameters,
    body: noBody,
    status: 200,
    answer: invite,
    problems: ['invite_unknown'],
    handle: async (app, input) =>
      inviteResource(app, await perform(app, input.params.id, input.actor)),
  })
}

const remove = operation({
  id: 'deleteInvite',
  allow: 'invites:delete',
  method: 'DELETE',
  path: '/invites/{id}',
  summary: 'Delete an invitation',
  description: 'It disappears from every list. Its code can not be used again.',
  params: inviteParams,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['invite_unknown'],
  handle: async (app, input) => {
    await deleteInvite(app, input.params.id, input.actor)
  },
})

export const inviteActs: Operation[] = [
  act('pause', pauseInvite, 'Pause an invitation', 'Nobody can join until it is resumed.'),
  act('resume', resumeInvite, 'Resume an invitation', 'Ends a pause.'),
  act('revoke', revokeInvite, 'Revoke an invitation', 'Permanent; it stays in the list.'),
  remove,
]
