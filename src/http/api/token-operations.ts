import { z } from 'zod'
import { tokenResource } from '../../core/members/resource.ts'
import {
  endToken,
  makeToken,
  tokenMs,
  tokensOf,
  usualPermissions,
} from '../../core/members/tokens.ts'
import { parseDuration } from '../../shared/time.ts'
import { id } from './inputs.ts'
import { madeToken, newToken, tokenList } from './member-resources.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'

const make = operation({
  id: 'makeToken',
  allow: 'tokens:write',
  method: 'POST',
  path: '/tokens',
  summary: 'Make a personal token',
  description:
    'It may do what its owner may at the time, restricted to its permissions. Only its hash is kept.',
  params: noParameters,
  query: noParameters,
  body: newToken,
  status: 200,
  answer: madeToken,
  problems: [],
  handle: async (app, { body, actor }) => {
    const { name, permissions = usualPermissions, expires, user_id: member = null } = body
    const lastsMs = parseDuration(expires ?? '') ?? tokenMs.usual
    const { row, secret } = await makeToken(app, { name, permissions, lastsMs, member }, actor)
    return { ...tokenResource(row), token: secret }
  },
})

const list = operation({
  id: 'listTokens',
  allow: 'tokens:write',
  method: 'GET',
  path: '/tokens',
  summary: 'List personal tokens',
  description: 'Without their secrets, the newest first; at most 1,000.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: tokenList,
  problems: [],
  handle: async (app, { actor }) => ({ tokens: (await tokensOf(app, actor)).map(tokenResource) }),
})

const end = operation({
  id: 'endToken',
  allow: 'tokens:write',
  method: 'DELETE',
  path: '/tokens/{id}',
  summary: 'End a personal token',
  description: 'At once, at every portal.',
  params: z.strictObject({ id }),
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['token_unknown'],
  handle: (app, { params, actor }) => endToken(app, params.id, actor),
})

export const tokenOperations: Operation[] = [make, list, end]
