import { randomBytes } from 'node:crypto'
import { type Given, type Said, serveJson } from './json-server.ts'
import { type MasUserState, masDate, newUlid } from './mas-records.ts'
import { listOf, tokenEnded, usersOf } from './mas-server-facts.ts'
import { tokensOf } from './mas-registration-tokens.ts'
import { recordedAnswers } from './recorded-answers.ts'
import { synapseBehindMas } from './mas-synapse-side.ts'

/* A stateful MAS with users, sessions and tokens. Its answers are the recorded ones, with other names. */

export const client = { id: '01J44QC8BCY7FCFM7WGHQGKMTJ', secret: 'portal-client-secret' }
const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

/** The TTL of MAS's access tokens, in ms. */
const tokenTtlMs = 300_000

const recorded = recordedAnswers('mas-admin-api')
const alice = { id: '01M80PTWH4TM5GWC0Y6QM25930', madeAt: '2026-11-22T04:04:39.588767' }

export async function openMasServer() {
  const users = new Map<string, MasUserState>()
  const accessUntil = new Map<string, number>()
  const unknown: string[] = []
  let ahead = 0
  const clock = () => Date.now() + ahead
  const byId = (id: string) => [...users.values()].find((user) => user.id === id)
  const add = (name: string, password: string | null): MasUserState => {
    const user = { id: newUlid(), name, createdAt: clock(), password, isShut: false, sessions: 0 }
    users.set(name, user)
    return user
  }
  const tokens = tokensOf(clock)
  const parts = { users, byId, add, clock }
  const answer = (said: Said): Given | undefined => {
    const { method, path, authorization } = said
    if (path === '/oauth2/token') return giveToken(authorization, accessUntil, clock)
    if (path === '/.well-known/openid-configuration') {
      return recorded('GET /.well-known/openid-configuration')
    }
    if (!path.startsWith('/api/admin/v1/')) return synapseBehindMas(users, said)
    const until = accessUntil.get(authorization.replace('Bearer ', ''))
    if (authorization === '') return recorded('no token')
    if (until === undefined) return recorded('bad token shaped')
    if (until <= clock()) return tokenEnded
    const route = `${method} ${path.replace('/api/admin/v1/', '')}`
    return (
      onUsers(parts, route, said) ?? onSessions(parts, route, said) ?? tokens.answer(route, said)
    )
  }
  const served = await serveJson((said) => {
    const given = answer(said)
    if (!given) unknown.push(`${said.method} ${said.path}`)
    // The driver compares this date with the user's, to see whether the user is newer than the 404.
    return (
      given && { ...given, headers: { ...given.headers, date: new Date(clock()).toUTCString() } }
    )
  })
  return {
    ...served,
    serverName: 'syn3.test',
    users,
    add,
    tokens,
    /** Requested routes that the stand-in doesn't know. */
    unknown,
    /** The codes that people got, by name. */
    handedOver: new Map<string, string>(),
    /** The people who came to the form with an invalid code. */
    deadCodes: [] as string[],
    passed: (ms: number) => void (ahead = ms),
    /** Somebody signs in with an app and keeps the session. */
    signIn: (name: string, password: string): boolean => {
      const user = users.get(name)
      if (!user || user.isShut || user.password !== password) return false
      user.sessions++
      return true
    },
    /** Somebody registers at MAS's own form with a registration token. */
    goThroughForm: (code: string, name: string, password: string) => {
      if (users.has(name)) return 'taken'
      if (!tokens.use(code)) return 'no such token'
      add(name, password).sessions++
      return 'made'
    },
  }
}

function giveToken(authorization: string, until: Map<string, number>, clock: () => number): Given {
  if (authorization !== basic) return recorded('bad secret')
  const access = `mat_${randomBytes(18).toString('hex')}_${randomBytes(3).toString('hex')}`
  until.set(access, clock() + tokenTtlMs)
  return recorded('client_credentials token', ['mat_nDnD5cZ3AkxzqBJiHE15gMnzMhqtiw_JyV0P1', access])
}

interface UserParts {
  users: Map<string, MasUserState>
  byId: (id: string) => MasUserState | undefined
  add: (name: string, password: string | null) => MasUserState
  clock: () => number
}

/** The time of a ULID. The ids of this stand-in are random, so it compares times. */
function timeOf(ulid: string): number {
  const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return Array.from(ulid.slice(0, 10)).reduce((ms, one) => ms * 32 + symbols.indexOf(one), 0)
}

function onUsers(parts: UserParts, route: string, { json, query }: Said): Given | undefined {
  const { users, byId, add, clock } = parts
  if (route === 'GET site-config') return recorded('site-config')
  if (route === 'GET version') return recorded('version')
  if (route === 'GET users') {
    const after = timeOf(query.get('page[after]') ?? '')
    const later = [...users.values()].filter(({ createdAt }) => createdAt >= after)
    return usersOf(later.map((user) => ({ ...user, createdAt: `${masDate(user.createdAt)}Z` })))
  }
  if (route === 'POST users') {
    const name = String(json['username'])
    if (!/^[a-z0-9][a-z0-9._=/+-]*$/.test(name)) return recorded('create invalid space')
    if (users.has(name)) return recorded('create taken')
    return asUser('create with displayname', add(name, null))
  }
  const [, byName] = /^GET users\/by-username\/(.+)$/.exec(route) ?? []
  if (byName !== undefined) {
    const user = users.get(byName)
    if (!user) return recorded('by-username 404', ['\\"alice\\"', `\\"${byName}\\"`])
    return asUser(user.isShut ? 'get deactivated' : 'by-username', user)
  }
  const [, method, id = '', action = ''] = /^(\w+) users\/([0-9A-Z]+)(?:\/(.+))?$/.exec(route) ?? []
  if (method === undefined) return undefined
  const user = byId(id)
  if (!user) return recorded('set-password unknown user', ['01M80PS3FS52MJEC2DY017QYEY', id])
  switch (action) {
    case '':
      return asUser(user.isShut ? 'get deactivated' : 'unlock', user)
    case 'set-password': {
      const password = String(json['password'])
      if (password.length < 8) return recorded('set-password weak')
      user.password = password
      return recorded('set-password ok')
    }
    case 'deactivate':
      user.isShut = true
      return asUser('deactivate', user, masDate(clock()))
  }
  return undefined
}

/** `shutAt` replaces the recorded time. */
function asUser(title: string, user: MasUserState, shutAt = masDate(user.createdAt)): Given {
  return recorded(
    title,
    [alice.id, user.id],
    ['"alice"', `"${user.name}"`],
    ['by-username/alice', `by-username/${user.name}`],
    [alice.madeAt, masDate(user.createdAt)],
    ['2026-11-22T04:04:40.656833', shutAt],
  )
}

/** For nobody: the same list without an entry. */
function onSessions({ byId }: UserParts, route: string, { query, json }: Said): Given | undefined {
  const [, kind] = /^GET ((?:compat|oauth2|user)-session|user-email)s$/.exec(route) ?? []
  if (kind !== undefined) {
    const user = byId(query.get('filter[user]') ?? '')
    const count = kind === 'compat-session' ? Math.min(1, user?.sessions ?? 0) : 0
    const ids = Array.from({ length: count }, () => ({ type: kind, id: newUlid() }))
    return listOf(`/api/admin/v1/${kind}s?filter[user]=${user?.id}`, ids)
  }
  if (route === 'POST user-emails') return recorded('add email')
  if (route === 'POST personal-sessions') {
    const user = byId(String(json['actor_user_id']))
    if (user?.isShut !== false) return recorded('PAT for deactivated user')
    return recorded('personal session C-S API', [alice.id, user.id])
  }
  const isRevoking = /^POST personal-sessions\/\w+\/revoke$/.test(route)
  return isRevoking ? recorded('revoke personal session') : undefined
}
