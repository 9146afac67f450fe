import { z } from 'zod'
import { Problem } from '../../shared/errors.ts'
import { redemptionResource } from '../../core/invites/resource.ts'
import { resolveRedemption } from '../../core/redemption/settle.ts'
import { listOpen } from '../../store/redemption-list.ts'
import { findRedemption } from '../../store/redemptions.ts'
import { id, limit, resolution } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { nextPage } from './page-link.ts'
import { redemption, redemptionList } from './resources.ts'

const list = operation({
  id: 'listRedemptions',
  allow: 'redemptions:read',
  method: 'GET',
  path: '/redemptions',
  summary: 'List open attempts',
  description:
    'Each of them holds a place. Attempts in progress end by themselves within minutes; undecided ones wait for the homeserver to answer, or for your decision.',
  params: noParameters,
  query: z.strictObject({
    state: z
      .enum(['open'], 'The state can only be open.')
      .default('open')
      .meta({ description: 'Only open ones are listed.' }),
    limit,
    after: id.optional().meta({ description: 'Only those begun after the one with this id.' }),
  }),
  body: noBody,
  status: 200,
  answer: redemptionList,
  problems: [],
  handle: async (app, { query }) => {
    const { limit: most, after } = query
    const rows = await listOpen(app.db, {
      limit: most + 1,
      ...(after === undefined ? {} : { after }),
    })
    const { shown, next } = nextPage('/redemptions', rows, query, 'after')
    return { redemptions: shown.map((row) => redemptionResource(app, row)), next }
  },
})

const resolve = operation({
  id: 'resolveRedemption',
  allow: 'redemptions:resolve',
  method: 'POST',
  path: '/redemptions/{id}/resolve',
  summary: 'Decide an attempt by hand',
  description:
    'For outcomes that the homeserver cannot tell. First check at the homeserver whether the account exists: an account that is declared absent costs no use. A half-made account (of matrix-authentication-service) is deactivated.',
  params: z.strictObject({ id }),
  query: noParameters,
  body: resolution,
  status: 200,
  answer: redemption,
  problems: ['redemption_unknown', 'redemption_ended', 'homeserver_unavailable'],
  handle: async (app, { params, body, actor }) => {
    await resolveRedemption(app, params.id, body.outcome, actor)
    const row = await findRedemption(app.db, params.id)
    if (!row) throw new Problem('redemption_unknown')
    return redemptionResource(app, row)
  },
})

export const redemptionOperations: Operation[] = [list, resolve]
