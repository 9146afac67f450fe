import { z } from 'zod'
import { createInvite } from '../../core/invites/create.ts'
import { changeInvite, inviteOf } from '../../core/invites/invites.ts'
import { inviteResource, peopleResource } from '../../core/invites/resource.ts'
import { onlyAuthor } from '../../core/permissions.ts'
import { listInvites } from '../../store/invites.ts'
import { listOfInvite } from '../../store/redemption-list.ts'
import { id, inviteChange, inviteParams, labelPart, limit, newInvite, status } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { nextPage } from './page-link.ts'
import { invite, inviteDetails, inviteList } from './resources.ts'
import { readSaid } from './said.ts'

const create = operation({
  id: 'createInvite',
  allow: 'invites:create',
  method: 'POST',
  path: '/invites',
  summary: 'Make an invitation',
  description: 'The response has the link to send.',
  params: noParameters,
  query: noParameters,
  body: newInvite,
  status: 201,
  answer: invite,
  problems: [
    'code_in_use',
    'ends_too_early',
    'profile_unknown',
    'invite_unbound',
    'mail_off',
    'mail_address_invalid',
    'allowance_off',
    'allowance_spent',
    'joined_too_recently',
  ],
  location: (made) => `/invites/${made.id}`,
  handle: async (app, { body, actor }) => {
    const { code, words, mail, language = '' } = body
    const mailTo = mail === undefined ? undefined : { address: mail, language }
    const wanted = { ...readSaid(app, body), code, words, mailTo }
    return inviteResource(app, await createInvite(app, wanted, actor))
  },
})

const list = operation({
  id: 'listInvites',
  allow: 'invites:read',
  method: 'GET',
  path: '/invites',
  summary: 'List invitations',
  description: 'Newest first, in pages.',
  params: noParameters,
  query: z.strictObject({
    status: status.optional(),
    label: labelPart.meta({ description: 'Only with this text in the label.' }),
    limit,
    before: id.optional().meta({ description: 'Only those created before the one with this id.' }),
  }),
  body: noBody,
  status: 200,
  answer: inviteList,
  problems: [],
  handle: async (app, { query, actor }) => {
    const author = onlyAuthor(actor, 'invites:read')
    const filter = { ...query, author, limit: query.limit + 1 }
    const rows = await listInvites(app.db, filter, app.clock())
    const { shown, next } = nextPage('/invites', rows, query, 'before')
    return { invites: shown.map((row) => inviteResource(app, row)), next }
  },
})

const show = operation({
  id: 'getInvite',
  allow: 'invites:read',
  method: 'GET',
  path: '/invites/{id}',
  summary: 'Show an invitation',
  description: 'With the people who joined, and open attempts.',
  params: inviteParams,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: inviteDetails,
  problems: ['invite_unknown'],
  handle: async (app, { params, actor }) => {
    const row = await inviteOf(app, params.id, actor)
    const redemptions = await listOfInvite(app.db, row.id)
    return { ...inviteResource(app, row), ...(await peopleResource(app, redemptions)) }
  },
})

const change = operation({
  id: 'changeInvite',
  allow: 'invites:change',
  method: 'PATCH',
  path: '/invites/{id}',
  summary: 'Change an invitation',
  description: 'Uses can not go below the places that are already taken.',
  params: inviteParams,
  query: noParameters,
  body: inviteChange,
  status: 200,
  answer: invite,
  problems: [
    'invite_unknown',
    'uses_below_taken',
    'ends_too_early',
    'profile_unknown',
    'invite_unbound',
  ],
  handle: async (app, input) => {
    const wanted = readSaid(app, input.body)
    return inviteResource(app, await changeInvite(app, input.params.id, wanted, input.actor))
  },
})

export const inviteOperations: Operation[] = [create, list, show, change]
