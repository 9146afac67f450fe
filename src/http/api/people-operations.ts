import { z } from 'zod'
import { onlyAuthor } from '../../core/permissions.ts'
import { detailsOf, findSomebody, personDetails } from '../../core/people/details.ts'
import { listPeople, startOfName } from '../../core/people/list.ts'
import { personResource } from '../../core/people/resource.ts'
import { giveWayBack, takeWaysBack } from '../../core/people/ways-back.ts'
import { rfc3339 } from '../../shared/time.ts'
import { id, limit, named } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { nextPage } from './page-link.ts'
import { personDetails as personDetailsSchema, personList } from './people-resources.ts'
import { wayBackLink } from './resources.ts'

const most = 300

const list = operation({
  id: 'listPeople',
  allow: 'people:read',
  method: 'GET',
  path: '/people',
  summary: 'List everybody who came by a link',
  description:
    'With an account made here or a Matrix account of their own, in pages: the latest first, or by name where `name` is given. Members see those they invited.',
  params: noParameters,
  query: z.strictObject({
    kind: z
      .enum(['account', 'matrix_account'], 'A kind is account or matrix_account.')
      .optional()
      .meta({ description: 'Only accounts of this kind.' }),
    name: z
      .string()
      .max(most)
      .optional()
      .meta({
        description: 'Only whose name or address begins like this.',
        examples: ['ana'],
      }),
    invited_by: z
      .string()
      .max(most)
      .optional()
      .meta({
        description: 'Only whom this person invited.',
        examples: ['@ruth:example.org'],
      }),
    limit,
    before: id.optional().meta({ description: 'Only those after the one with this id.' }),
  }),
  body: noBody,
  status: 200,
  answer: personList,
  problems: [],
  handle: async (app, { query, actor }) => {
    const { kind = null, name = '', invited_by: inviter = '', before } = query
    const found = await listPeople(app.db, {
      kind,
      name: startOfName(name, app.serverName()),
      inviter,
      before,
      author: onlyAuthor(actor, 'people:read'),
      limit: query.limit + 1,
    })
    const rows = found.map((one) => personResource(app, one))
    const { shown, next } = nextPage('/people', rows, query, 'before')
    return { people: shown, next }
  },
})

const show = operation({
  id: 'getPerson',
  allow: 'people:read',
  method: 'GET',
  path: '/people/{person}',
  summary: 'Show somebody who came by a link',
  description:
    'With what was done for them, what they lack and why, the links to their own page, and the end of their account. Of several accounts, the latest.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: personDetailsSchema,
  problems: ['person_unknown'],
  handle: async (app, { params, actor }) => {
    const somebody = await findSomebody(app, params.person, actor)
    return personDetails(app, somebody, await detailsOf(app, somebody, actor))
  },
})

const wayBack = operation({
  id: 'makeWayBack',
  allow: 'people:way-back',
  method: 'POST',
  path: '/people/{person}/way-back',
  summary: 'Make a new link to somebody’s own page',
  description:
    'For who lost theirs: it shows their address, the way into an app and their rooms, never the password. Earlier links stay. Members can do it for those they invited.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 201,
  answer: wayBackLink,
  problems: ['person_unknown'],
  handle: async (app, { params, actor }) => {
    const { link, expiresAt } = await giveWayBack(app, params.person, actor)
    return { link, expires_at: rfc3339(expiresAt) }
  },
})

const endLinks = operation({
  id: 'endWaysBack',
  allow: 'people:way-back',
  method: 'DELETE',
  path: '/people/{person}/way-back',
  summary: 'End all links to somebody’s own page',
  description:
    'At once, for example when one is in the wrong hands. The account stays, and a new link can be made. Members can do it for those they invited.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['person_unknown'],
  handle: async (app, { params, actor }) => {
    await takeWaysBack(app, params.person, actor)
  },
})

export const peopleOperations: Operation[] = [list, show, wayBack, endLinks]
