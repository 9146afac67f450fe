import { z } from 'zod'
import { invitedResource } from '../../core/arrivals/resource.ts'
import { takeBack } from '../../core/arrivals/take-back.ts'
import { onlyAuthor } from '../../core/permissions.ts'
import { listInvited } from '../../store/invited-find.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { invitedAccount, invitedList } from './resources.ts'

const named = z.strictObject({
  id: z.string().min(1).max(64).meta({ description: 'The id of the invited account.' }),
})

const most = 1_000

const list = operation({
  id: 'listInvitedAccounts',
  allow: 'people:read',
  method: 'GET',
  path: '/invited-accounts',
  summary: 'List invited Matrix accounts',
  description: `People who came with a Matrix account of their own, the latest first; at most ${most}.`,
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: invitedList,
  problems: [],
  handle: async (app, { actor }) => {
    const author = onlyAuthor(actor, 'people:read')
    const rows = await listInvited(app.db, { author, limit: most })
    return { invited: rows.map(invitedResource) }
  },
})

const takeBackOne = operation({
  id: 'takeBackInvitedAccount',
  allow: 'invites:change',
  method: 'POST',
  path: '/invited-accounts/{id}/take-back',
  summary: 'Take the invitation of an account back',
  description: 'Its place can be used again. Whoever has come in stays.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: invitedAccount,
  problems: ['invited_unknown', 'invited_decided', 'homeserver_unavailable'],
  handle: async (app, { params, actor }) => invitedResource(await takeBack(app, params.id, actor)),
})

export const invitedOperations: Operation[] = [list, takeBackOne]
