import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { scopeOf } from '../src/core/permissions.ts'
import { operations } from '../src/http/api/operations.ts'
import type { Route } from '../src/http/kit/route.ts'
import { type Actor, adminActor, mintActor, shellActor } from '../src/model/actor.ts'
import { permissions } from '../src/model/permission.ts'
import { commands } from '../src/programs/commands.ts'

const member: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }
const moderator: Actor = { kind: 'moderator', id: '@bo:example.org', via: 'console' }

const files = globSync('src/{http,compat}/**/*.ts').filter((file) => !file.endsWith('.test.ts'))

/** Every exported value that looks like a route, also in lists and objects. */
function routesIn(value: unknown, seen = new Set<object>()): Route<unknown>[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if ('method' in value && 'path' in value && 'handle' in value) return [value as Route<unknown>]
  return Object.values(value).flatMap((one) => routesIn(one, seen))
}

async function allRoutes(): Promise<Route<unknown>[]> {
  const modules = files.map((file) => import(join('..', file)) as Promise<object>)
  return routesIn(await Promise.all(modules))
}

const nameOf = ({ method, path }: Route<unknown>) => `${method} ${path}`

/** Names of entries without a permission that are not marked as open to everybody either. */
function unnamed(entries: Iterable<readonly [name: string, allow: string | undefined]>): string[] {
  const known = new Set<string | undefined>(['public', ...permissions])
  return [...entries].filter(([, allow]) => !known.has(allow)).map(([name]) => name)
}

test('every route, operation and command states its permission', async () => {
  const routes = await allRoutes()
  const names = new Set(routes.map(nameOf))
  for (const one of [
    'POST /i/:code/account',
    'GET /metrics',
    'PATCH /api/v1/invites/:id',
    'GET /api/v1/doctor.html',
    'POST /signup-complete/*',
    'GET /',
    'PATCH /api/token/:name',
    'PUT /_synapse/admin/v1/registration_tokens/:name',
    'POST /register',
    'POST /register/i/:code/account',
    'POST /console/sign-out',
  ]) {
    assert.ok(names.has(one), one)
  }
  const entries = routes.map((route) => [nameOf(route), route.allow] as const)
  const called = await Promise.all(
    [...commands].map(async ([name, { load }]) => [name, (await load()).allow] as const),
  )
  const operated = operations.map(({ id, allow }) => [id, allow] as const)
  assert.deepEqual(unnamed([...entries, ...called, ...operated]), [])
  const [first] = routes
  assert.ok(first)
  const { allow: _, ...without } = first
  const forgotten = routesIn({ routes: [without] }).map((one) => [nameOf(one), one.allow] as const)
  assert.deepEqual(unnamed(forgotten), [nameOf(first)])
})

test('every listener is made from tables of routes', () => {
  const makers = files.filter((file) =>
    /new Hono\b|from 'hono\/tiny'/.test(readFileSync(file, 'utf8')),
  )
  assert.deepEqual(makers, ['src/http/kit/dispatch.ts'])
})

test('only newcomers’ forms and the way into the console change something without a permission', async () => {
  const open = (await allRoutes()).filter(
    ({ allow, method }) => allow === 'public' && method !== 'GET',
  )
  assert.deepEqual([...new Set(open.map(nameOf))].toSorted(), [
    'POST /ask',
    'POST /ask/:secret/withdraw',
    'POST /console/decide/:token',
    'POST /console/link/:secret',
    'POST /console/sign-in/password',
    'POST /i/:code/account',
    'POST /i/:code/matrix',
    'POST /i/:code/next',
    'POST /me/:secret/forget',
    'POST /me/:secret/opened',
    'POST /register',
    'POST /register/ask',
    'POST /register/ask/:secret/withdraw',
    'POST /register/i/:code/account',
    'POST /register/i/:code/matrix',
    'POST /register/i/:code/next',
    'POST /register/me/:secret/forget',
    'POST /register/me/:secret/opened',
    'POST /signup',
    'POST /signup-complete',
    'POST /signup-complete/*',
    'POST /signup/*',
    'PUT /signup-complete/*',
  ])
})

test('the admin secret allows every API operation, and the shell every command', async () => {
  for (const { id, allow } of operations) assert.equal(scopeOf(adminActor, allow), 'all', id)
  for (const [name, { load }] of commands) {
    assert.equal(scopeOf(shellActor, (await load()).allow), 'all', name)
  }
})

test('members reach only their own invitations, moderators all, and neither anything else', () => {
  assert.equal(scopeOf(member, 'invites:change'), 'own')
  assert.equal(scopeOf(moderator, 'invites:change'), 'all')
  for (const allow of ['invites:delete', 'people:forget', 'roles:write', 'health:read'] as const) {
    assert.equal(scopeOf(member, allow), undefined, allow)
    assert.equal(scopeOf(moderator, allow), undefined, allow)
  }
  assert.equal(scopeOf(adminActor, 'data:copy'), undefined)
})

test('a client of portero’s private listener may create invitations and nothing else', () => {
  const allowed = permissions.filter((permission) => scopeOf(mintActor, permission) !== undefined)
  assert.deepEqual(allowed, ['invites:create'])
})
