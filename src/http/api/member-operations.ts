import { z } from 'zod'
import { nameRole } from '../../core/members/name-role.ts'
import { memberResource } from '../../core/members/resource.ts'
import { Problem } from '../../shared/errors.ts'
import { findMember, listMembers } from '../../store/members.ts'
import { limit } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { nextPage } from './page-link.ts'
import { member, memberList, mxid, newRole } from './member-resources.ts'

const memberParams = z.strictObject({ user_id: mxid })

const list = operation({
  id: 'listMembers',
  allow: 'roles:read',
  method: 'GET',
  path: '/members',
  summary: 'List members',
  description: 'Everybody who has signed in to the console or got a role, by address.',
  params: noParameters,
  query: z.strictObject({
    limit,
    after: mxid.optional().meta({ description: 'Only those after this address.' }),
  }),
  body: noBody,
  status: 200,
  answer: memberList,
  problems: [],
  handle: async (app, { query }) => {
    const rows = await listMembers(app.db, { ...query, limit: query.limit + 1 })
    const named = rows.map((row) => ({ ...row, id: row.mxid }))
    const { shown, next } = nextPage('/members', named, query, 'after')
    return { members: shown.map((row) => memberResource(app, row)), next }
  },
})

const show = operation({
  id: 'getMember',
  allow: 'roles:read',
  method: 'GET',
  path: '/members/{user_id}',
  summary: 'Show a member',
  description: 'Their role, what gives it to them, and the state of their account.',
  params: memberParams,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: member,
  problems: ['member_unknown'],
  handle: async (app, { params }) => {
    const row = await findMember(app.db, params.user_id)
    if (!row) throw new Problem('member_unknown')
    return memberResource(app, row)
  },
})

const setRole = operation({
  id: 'setRole',
  allow: 'roles:write',
  method: 'PUT',
  path: '/members/{user_id}/role',
  summary: 'Give somebody a role',
  description: 'It holds from their next request on. They need not have signed in yet.',
  params: memberParams,
  query: noParameters,
  body: newRole,
  status: 200,
  answer: member,
  problems: [],
  handle: async (app, { params, body, actor }) => {
    const named = body.role === 'default' ? null : body.role
    return memberResource(app, await nameRole(app, params.user_id, named, actor))
  },
})

export const memberOperations: Operation[] = [list, show, setRole]
