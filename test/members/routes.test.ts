import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { endSession, openSession } from '../../src/core/members/session.ts'
import { grantable, makeToken } from '../../src/core/members/tokens.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { scopeOf } from '../../src/core/permissions.ts'
import { createAdmin } from '../../src/http/api/admin.ts'
import { apiSets } from '../../src/http/api/api.ts'
import { type Console, createConsole } from '../../src/http/console/console.ts'
import { consoleSet } from '../../src/http/console/routes.ts'
import { cookieName, cookieNames } from '../../src/http/kit/cookies.ts'
import { createListener } from '../../src/http/kit/dispatch.ts'
import type { Fetch } from '../../src/http/kit/fetch/listener.ts'
import { Response } from '../../src/http/kit/fetch/response.ts'
import { mount } from '../../src/http/kit/places.ts'
import type { Handler, Route, RouteSet } from '../../src/http/kit/route.ts'
import type { Permission } from '../../src/model/permission.ts'
import { type Actor, adminActor, shellActor } from '../../src/model/actor.ts'
import { type Role } from '../../src/model/member.ts'
import { newlyInvited } from '../../src/store/invited-accounts.ts'
import { openApi, secret, type TestApi } from '../support/api.ts'
import { judge, type Sender, type Stage } from './route-roles.ts'

const site = 'http://127.0.0.1:1'
const roles = ['member', 'moderator', 'operator'] as const satisfies Role[]
const mxidOf = (role: Role) => `@${role}:example.org`
const usual = { permissions: grantable, lastsMs: 86_400_000, name: 'bot' }

/** A portal with somebody of each role. */
async function openWithRoles(): Promise<TestApi> {
  const api = await openApi('SQLite', {
    public: { url: site },
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
    limits: { failedSecrets: { points: 10_000, per: 60_000 } },
  })
  const terms = { perMonth: 1_000, uses: 1, lastsMs: 86_400_000, profile: null, minDays: 0 }
  await setAllowance(api.app, terms, shellActor)
  for (const role of roles) await nameRole(api.app, mxidOf(role), role, shellActor)
  return api
}

/** The path with something of somebody else's, newly made, for each parameter. */
async function pathOf({ app }: TestApi, { path }: Route<unknown>): Promise<string> {
  const { id: invite } = await createInvite(app, {}, shellActor)
  const other = {
    ...usual,
    permissions: ['invites:read'],
    member: `@${invite}:example.org`,
  } as const
  const { row: token } = await makeToken(app, other, shellActor)
  const account = { redemption_id: invite, localpart: invite, invite_id: invite, made_at: 1 }
  await app.db
    .insertInto('accounts')
    .values({ ...account, invited_by: 'api' })
    .execute()
  const facts = { id: invite, invite_id: invite, profile_id: null, attempt: null, held_at: 1 }
  const came = newlyInvited({ ...facts, invited_by: 'api', address: `@${invite}:example.net` })
  await app.db
    .insertInto('invited_accounts')
    .values({ ...came, state: 'joined', place: 'used' })
    .execute()
  const things: Record<string, string> = {
    invites: invite,
    'invited-accounts': invite,
    people: invite,
    tokens: token.id,
    members: other.member,
  }
  return path.replaceAll(/([^/]+)\/:\w+/g, (_, before: string) => {
    return `${before}/${encodeURIComponent(things[before] ?? '0'.repeat(26))}`
  })
}

function sender(handle: Fetch, type: string, body: string): Stage['send'] {
  return async ({ method }, path, headers) => {
    const init = { method, headers: { 'content-type': type, ...headers } }
    const request = new Request(site + path, method === 'GET' ? init : { ...init, body })
    const response = await handle(request, undefined)
    const location = response.headers.get('location')
    return { status: response.status, location, text: await response.text() }
  }
}

const own = { origin: site, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }
const crossSite: Record<string, Record<string, string>> = {
  'another site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'a neighbouring site': { origin: 'http://x.127.0.0.1:1', 'sec-fetch-site': 'same-site' },
  'a page without an origin': { origin: 'null', 'sec-fetch-site': 'cross-site' },
}

/** Who uses the console: each request comes with a session of its own. */
function consoleSenders({ app }: TestApi): Sender[] {
  const name = cookieName(new URL(site), cookieNames.session)
  const cookie = async (mxid: string | null) => {
    const { token } = await app.db
      .transaction()
      .execute((trx) => openSession(app, trx, { mxid, way: 'link', browser: 'Firefox' }))
    return { token, headers: { cookie: `${name}=${token}` } }
  }
  const ended = async () => {
    const { token, headers } = await cookie(mxidOf('operator'))
    await endSession(app, token)
    return { ...headers, ...own }
  }
  return [
    { name: 'nobody', actor: null, headers: async () => own },
    {
      name: 'a made-up session',
      actor: null,
      headers: async () => ({ cookie: `${name}=x`, ...own }),
    },
    { name: 'an ended session', actor: null, headers: ended },
    ...roles.map((kind): Sender => ({
      name: kind,
      actor: { kind, id: mxidOf(kind), via: 'console' },
      headers: async () => ({ ...(await cookie(mxidOf(kind))).headers, ...own }),
    })),
    ...Object.entries({ ...crossSite, 'a request of unknown origin': {} }).map(
      ([from, headers]): Sender => ({
        name: `${from} in an operator's browser`,
        actor: null,
        headers: async () => ({ ...(await cookie(mxidOf('operator'))).headers, ...headers }),
      }),
    ),
  ]
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function ofToken(
  { app }: TestApi,
  kind: Role,
  only: readonly Permission[],
  name = `token of a ${kind}`,
): Promise<Sender> {
  const member = mxidOf(kind)
  const { secret: token } = await makeToken(
    app,
    { ...usual, permissions: only, member },
    shellActor,
  )
  const actor: Actor = { kind, id: member, via: 'api', only }
  return { name, actor, headers: async () => bearer(token) }
}

function allowedTo(kind: Role): Permission[] {
  return grantable.filter((one) => scopeOf({ kind, id: mxidOf(kind), via: 'api' }, one))
}

function withoutPermission(api: TestApi, { allow }: Route<unknown>): Promise<Sender> {
  const others = allowedTo('operator').filter((one) => one !== allow)
  return ofToken(api, 'operator', others, 'token without the permission')
}

/** Who uses the API. */
async function apiSenders(api: TestApi): Promise<Sender[]> {
  const unknown: Record<string, Record<string, string>> = {
    nobody: {},
    'a made-up secret': bearer('guess'),
    'a made-up token': bearer(`latchkey_${'0'.repeat(32)}`),
    ...Object.fromEntries(
      Object.entries(crossSite).map(([from, headers]) => [
        `${from} with the admin secret`,
        { ...bearer(secret), ...headers },
      ]),
    ),
  }
  const strangers = Object.entries(unknown).map(([name, headers]): Sender => ({
    name,
    actor: null,
    headers: async () => headers,
  }))
  const tokens = await Promise.all(roles.map((role) => ofToken(api, role, allowedTo(role))))
  const admin = { name: 'the admin secret', actor: adminActor, headers: async () => bearer(secret) }
  return [...strangers, ...tokens, admin]
}

async function judgeConsole(set: typeof consoleSet): Promise<string[]> {
  await using api = await openWithRoles()
  const { app } = api
  const console = await createConsole(app, 'public')
  const only = mount(set, () => console)
  const handle = createListener(app, { mounts: [only], fallback: () => only })
  const send = sender(handle, 'application/x-www-form-urlencoded', 'back=')
  const everybody = consoleSenders(api)
  const problems: string[] = []
  for (const route of guarded(set)) {
    const senders = everybody.filter(({ name }) => !route.visit || !isForeign(name))
    const stage = { db: app.db, senders, send, pathOf: (one: Route<unknown>) => pathOf(api, one) }
    problems.push(...(await judge(route, stage)))
  }
  return problems
}

/** A link on another site may lead to a page, and changes nothing. */
const isForeign = (name: string) => name.endsWith("in an operator's browser")

async function judgeApi(sets: typeof apiSets): Promise<string[]> {
  await using api = await openWithRoles()
  const { app } = api
  const desk = { app, admin: createAdmin(app) }
  const mounts = sets.map((set) => mount(set, () => desk))
  const [first] = mounts
  assert.ok(first)
  const handle = createListener(app, { mounts, fallback: () => first })
  const send = sender(handle, 'application/json', '{}')
  const everybody = await apiSenders(api)
  const others = new Map<string, Sender>()
  const problems: string[] = []
  for (const route of sets.flatMap(guarded)) {
    // One for each permission: nobody has more than 50 tokens.
    const other = others.get(route.allow) ?? (await withoutPermission(api, route))
    others.set(route.allow, other)
    const senders = [...everybody, other]
    problems.push(
      ...(await judge(route, { db: app.db, senders, send, pathOf: (one) => pathOf(api, one) })),
    )
  }
  return problems
}

/** What is open to everybody, and no matter of roles. Whatever else is open is a mistake. */
const open = new Set([
  'GET /console/static/:file',
  'GET /console/sign-in',
  'POST /console/sign-in/password',
  'GET /console/sign-in/:way',
  'GET /console/callback/:way',
  // A signed link in a mail: test/ask/mail.test.ts.
  'GET /console/decide/:token',
  'POST /console/decide/:token',
  'GET /console/link/:secret',
  'POST /console/link/:secret',
  'GET /api/v1/openapi.json',
  'GET /api/v1',
  'GET /api/v1/',
  'GET /api/v1/page.css',
])

function guarded<W>({ routes }: RouteSet<W>): Route<unknown>[] {
  const isOpen = ({ method, path, allow }: Route<W>) =>
    allow === 'public' && open.has(`${method} ${path}`)
  return routes.filter((route) => !isOpen(route))
}

test('every route of the console refuses whoever may not use it', async () => {
  assert.deepEqual(await judgeConsole(consoleSet), [])
})

test('every operation of the API refuses whoever may not use it', async () => {
  assert.deepEqual(await judgeApi(apiSets), [])
})

/** The console with only this route, changed. */
function withRoute(path: string, change: (route: ConsoleRoute) => object): typeof consoleSet {
  const route = consoleSet.routes.find((one) => one.method === 'POST' && one.path === path)
  assert.ok(route)
  return { ...consoleSet, routes: [{ ...route, ...change(route) }] }
}

type ConsoleRoute = (typeof consoleSet.routes)[number]

/** Pauses whatever it is told. */
const pauseAny: Handler<Console> = async ({ app }, exchange) => {
  const id = exchange.req.param('id') ?? ''
  await app.db.updateTable('invites').set({ paused_at: 1 }).where('id', '=', id).execute()
  return new Response(null, { status: 204 })
}

test('a route that lacks its rule is noticed', async () => {
  const pause = '/console/invites/:id/pause'
  const remove = '/console/invites/:id/delete'
  const broken: [typeof consoleSet, RegExp][] = [
    [withRoute(pause, () => ({ allow: 'public' })), /nobody: is open to everybody/],
    [withRoute(pause, () => ({ allow: 'invites:read' })), /changes something with invites:read/],
    [
      withRoute(pause, () => ({ session: undefined })),
      /a request of unknown origin .* was not refused/,
    ],
    [
      withRoute(pause, () => ({ session: undefined, origin: 'any' })),
      /another site .* was not refused/,
    ],
    [withRoute(pause, () => ({ handle: pauseAny })), /member: changed somebody else's/],
    [
      { ...withRoute(remove, () => ({})), actorOf: () => adminActor },
      /nobody: was not refused.*\n.*an ended session: was not refused/s,
    ],
  ]
  for (const [set, problem] of broken) assert.match((await judgeConsole(set)).join('\n'), problem)
})
