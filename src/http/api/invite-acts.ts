import type { App } from '../../core/context.ts'
import type { Actor } from '../../model/actor.ts'
import type { Invite } from '../../core/invites/invite.ts'
import {
  deleteInvite,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../../core/invites/invites.ts'
import { undoChange } from '../../core/invites/undo.ts'
import { inviteResource } from '../../core/invites/resource.ts'
import type { ProblemCode } from '../../shared/errors.ts'
import { inviteParams } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { invite } from './resources.ts'

type Act = (app: App, id: string, actor: Actor) => Promise<Invite>

interface About {
  summary: string
  description: string
  problems?: ProblemCode[]
}

/** An operation that needs only the invitation's id. */
function act(
  name: string,
  perform: Act,
  { summary, description, problems = [] }: About,
): Operation {
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
    problems: ['invite_unknown', ...problems],
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

/** Problems of what opens a member's invitation. */
const ofAllowance: ProblemCode[] = ['allowance_off', 'allowance_spent', 'joined_too_recently']

export const inviteActs: Operation[] = [
  act('pause', pauseInvite, {
    summary: 'Pause an invitation',
    description: 'Nobody can join until it is resumed.',
  }),
  act('resume', resumeInvite, {
    summary: 'Resume an invitation',
    description: 'Ends a pause.',
    problems: ofAllowance,
  }),
  act('revoke', revokeInvite, {
    summary: 'Revoke an invitation',
    description: 'Permanent, but for an undo within a minute; it stays in the list.',
  }),
  act('undo', (app, id, actor) => undoChange(app, id, null, actor), {
    summary: 'Undo a pause or a revocation',
    description: 'Only your own last change, within a minute.',
    problems: ['undo_over', ...ofAllowance],
  }),
  remove,
]
