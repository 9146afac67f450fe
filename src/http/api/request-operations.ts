import { z } from 'zod'
import { declineNetwork, decideRequest } from '../../core/requests/decide.ts'
import { requestDetails, requestResource } from '../../core/requests/resource.ts'
import { detailsOf, seenRequest, seenRequests } from '../../core/requests/seen.ts'
import { vouch } from '../../core/requests/vouch.ts'
import { requestStates } from '../../model/request.ts'
import { id, limit } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { nextPage } from './page-link.ts'
import {
  approval,
  declinedList,
  refusal,
  requestList,
  requestWithRules,
  knowing,
} from './request-resources.ts'

const named = z.strictObject({ id })

const list = operation({
  id: 'listRequests',
  allow: 'requests:read',
  method: 'GET',
  path: '/requests',
  summary: 'List requests to join',
  description: 'Undecided ones in the order of the queue; others with the newest first.',
  params: noParameters,
  query: z.strictObject({
    state: z
      .enum(requestStates, `A state is one of ${requestStates.join(', ')}.`)
      .default('open')
      .meta({ description: 'Only requests in this state.' }),
    limit,
    after: id.optional().meta({ description: 'Only those that come after the one with this id.' }),
  }),
  body: noBody,
  status: 200,
  answer: requestList,
  problems: [],
  handle: async (app, { query, actor }) => {
    const { state, after, limit: most } = query
    const seen = await seenRequests(app, { state, after, limit: most + 1 }, actor)
    const rows = seen.map(requestResource)
    const { shown, next } = nextPage('/requests', rows, query, 'after')
    return { requests: [...shown], next }
  },
})

const show = operation({
  id: 'showRequest',
  allow: 'requests:read',
  method: 'GET',
  path: '/requests/{id}',
  summary: 'Show a request to join',
  description: 'With the rules that were agreed to.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: requestWithRules,
  problems: ['request_unknown'],
  handle: async (app, { params, actor }) =>
    requestDetails(await seenRequest(app, params.id, actor)),
})

const approve = operation({
  id: 'approveRequest',
  allow: 'requests:decide',
  method: 'POST',
  path: '/requests/{id}/approve',
  summary: 'Let somebody in',
  description:
    'Makes an invitation for this one person, which opens only on their page. The first decision stands.',
  params: named,
  query: noParameters,
  body: approval,
  status: 200,
  answer: requestWithRules,
  problems: ['request_unknown', 'request_decided', 'request_unbound', 'profile_unknown'],
  handle: async (app, { params, body, actor }) => {
    const row = await decideRequest(app, params.id, { kind: 'approve', ...body }, actor)
    return requestDetails(await detailsOf(app, row, { scope: 'all', actor }))
  },
})

const decline = operation({
  id: 'declineRequest',
  allow: 'requests:decide',
  method: 'POST',
  path: '/requests/{id}/decline',
  summary: 'Decline a request to join',
  description: 'The applicant’s page shows the sentence. The first decision stands.',
  params: named,
  query: noParameters,
  body: refusal,
  status: 200,
  answer: declinedList,
  problems: ['request_unknown', 'request_decided'],
  handle: async (app, { params, body, actor }) => {
    const { sentence, network } = body
    const rows = network
      ? await declineNetwork(app, params.id, sentence, actor)
      : [await decideRequest(app, params.id, { kind: 'decline', sentence }, actor)]
    return { declined: rows.map(({ id: declined }) => declined) }
  },
})

const vouchFor = operation({
  id: 'vouchForRequest',
  allow: 'requests:vouch',
  method: 'POST',
  path: '/requests/{id}/vouch',
  summary: 'Vouch for somebody who asks to join',
  description: 'Those who decide see who vouches. Needs a token of a person.',
  params: named,
  query: noParameters,
  body: knowing,
  status: 200,
  answer: requestWithRules,
  problems: ['request_unknown', 'request_decided'],
  handle: async (app, { params, body, actor }) => {
    const row = await vouch(app, params.id, { knows: body.knows, actor })
    return requestDetails(await detailsOf(app, row, { scope: 'own', actor }))
  },
})

export const requestOperations: Operation[] = [list, show, approve, decline, vouchFor]
