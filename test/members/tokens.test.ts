import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgetOldTokens, makeToken as makeTokenHere } from '../../src/core/members/tokens.ts'
import { shellActor } from '../../src/model/actor.ts'
import { onDatabase } from '../support/databases.ts'
import { openApi, type TestApi } from '../support/api.ts'
import type { Kind } from '../support/portal.ts'
import { addMember } from './members.ts'

const base = '/api/v1'
const day = 24 * 3_600_000
const ana = '@ana:example.org'

/** Makes a token with the admin secret. */
async function makeToken(api: TestApi, body: object): Promise<{ token: string; id: string }> {
  const { status, json } = await api.ask('POST', `${base}/tokens`, { body })
  assert.equal(status, 200, JSON.stringify(json))
  return json
}

/** Requests with a personal token: the status, and the code of a refusal. */
function asker(api: TestApi, token: string) {
  return async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}` }
    const ask = body === undefined ? { headers } : { headers, body }
    const { status, json } = await api.ask(method, base + path, ask)
    return { status, json, said: status >= 400 ? `${status} ${json.code}` : String(status) }
  }
}

const may = (...permissions: string[]) => ({ permissions })
const invites = may('invites:create', 'invites:read', 'invites:change')

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `with a personal token a member invites from their allowance and reaches only their own, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using api = await openApi(kind)
      await addMember(api, ana, api.time.now - 30 * day)
      const { json: other } = await api.ask('POST', `${base}/invites`, { body: {} })
      const { token } = await makeToken(api, { name: 'bot', user_id: ana, ...invites })
      const ask = asker(api, token)
      assert.equal((await ask('POST', '/invites', {})).said, '403 allowance_off')
      await api.ask('PUT', `${base}/allowance`, { body: { per_month: 1, min_days: 7 } })
      const { json: own, status } = await ask('POST', '/invites', { label: 'Ben' })
      assert.deepEqual([status, own.created_by, own.uses], [201, ana, 1])
      assert.equal((await ask('POST', '/invites', {})).said, '409 allowance_spent')
      const { json: listed } = await ask('GET', '/invites')
      assert.deepEqual(
        listed.invites.map(({ id }: { id: string }) => id),
        [own.id],
      )
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { label: 'x' }],
        ['POST', '/pause'],
        ['POST', '/resume'],
        ['POST', '/revoke'],
        ['POST', '/undo'],
      ] as const) {
        const { said } = await ask(method, `/invites/${other.id}${path}`, body)
        assert.equal(said, '404 invite_unknown', `${method} ${path}`)
        const { said: mine } = await ask(method, `/invites/${own.id}${path}`, body)
        assert.equal(mine, '200', `${method} ${path}`)
      }
      assert.equal((await ask('DELETE', `/invites/${own.id}`)).said, '403 forbidden')
      assert.equal((await ask('GET', '/members')).said, '403 forbidden')
      const events = await api.app.db
        .selectFrom('events')
        .select(['actor_kind', 'actor_id', 'via'])
        .where('kind', '=', 'invite.made')
        .where('subject', '=', own.id)
        .execute()
      assert.deepEqual({ ...events[0] }, { actor_kind: 'member', actor_id: ana, via: 'api' })
    },
  )
}

test('a token may do what its owner may now, and no more than its permissions', async () => {
  await using api = await openApi()
  const { app } = api
  const role = (name: string) =>
    api.ask('PUT', `${base}/members/${encodeURIComponent(ana)}/role`, { body: { role: name } })
  const excess = { name: 'bot', user_id: ana, ...may('roles:read') }
  const refused = await api.ask('POST', `${base}/tokens`, { body: excess })
  assert.deepEqual(
    [refused.status, refused.json.detail],
    [403, 'A member may not have roles:read.'],
  )
  assert.equal((await role('operator')).json.role, 'operator')
  const { token } = await makeToken(api, { name: 'a', user_id: ana, ...may('roles:read') })
  const ask = asker(api, token)
  assert.equal((await ask('GET', '/members')).said, '200')
  assert.equal((await ask('GET', '/invites')).said, '403 forbidden', 'not of the token')
  await role('member')
  assert.equal((await ask('GET', '/members')).said, '403 forbidden', 'no longer of the role')
  await role('default')
  await app.db
    .updateTable('members')
    .set({ standing: 'suspended', named_role: 'operator' })
    .execute()
  assert.equal((await ask('GET', '/members')).said, '401 unauthorized')
})

test('a token is shown once, kept as a hash, listed with its last use, and ended at once', async () => {
  await using api = await openApi()
  const { app, time } = api
  const { token, id } = await makeToken(api, { name: 'My bot', user_id: ana })
  assert.match(token, /^latchkey_[0-9a-z]{32}$/)
  const rows = await app.db.selectFrom('personal_tokens').selectAll().execute()
  assert.ok(!JSON.stringify(rows).includes(token))
  assert.ok(!api.logged().includes(token))
  const list = async () => (await api.ask('GET', `${base}/tokens`)).json.tokens[0]
  assert.deepEqual(
    [(await list()).last_used_at, (await list()).permissions],
    [null, ['invites:create', 'invites:read']],
  )
  const ask = asker(api, token)
  assert.equal((await ask('GET', '/invites')).status, 200)
  assert.equal((await list()).last_used_at, new Date(time.now).toISOString())
  assert.equal((await api.ask('DELETE', `${base}/tokens/${id}`)).status, 204)
  assert.equal((await ask('GET', '/invites')).said, '401 unauthorized')
  assert.equal((await api.ask('DELETE', `${base}/tokens/${id}`)).status, 404)
})

test('a token expires after 90 days, or when it is said, 365 days at most', async () => {
  await using api = await openApi()
  const usual = asker(api, (await makeToken(api, { name: 'a', user_id: ana })).token)
  const long = { name: 'b', user_id: ana, expires: '365d' }
  const longest = asker(api, (await makeToken(api, long)).token)
  api.time.now += 90 * day - 1
  assert.equal((await usual('GET', '/invites')).status, 200)
  api.time.now += 1
  assert.equal((await usual('GET', '/invites')).status, 401)
  assert.equal((await longest('GET', '/invites')).status, 200)
  api.time.now += 275 * day
  assert.equal((await longest('GET', '/invites')).status, 401)
  const body = { name: 'b', user_id: ana, expires: '366d' }
  assert.equal((await api.ask('POST', `${base}/tokens`, { body })).status, 422)
})

test('an expired token is listed for 30 days', async () => {
  await using api = await openApi()
  await makeToken(api, { name: 'a', user_id: ana, expires: '1d' })
  const count = async () => {
    await forgetOldTokens(api.app)
    return (await api.ask('GET', `${base}/tokens`)).json.tokens.length
  }
  api.time.now += 31 * day - 1
  assert.equal(await count(), 1)
  api.time.now += 1
  assert.equal(await count(), 0)
})

test('no token makes tokens, and the admin secret says whose a token is', async () => {
  await using api = await openApi()
  const tokens = `${base}/tokens`
  for (const body of [
    { name: 'a', user_id: 'ana' },
    { name: '', user_id: ana },
    { name: 'a\nb', user_id: ana },
    { name: 'a', user_id: ana, permissions: [] },
    { name: 'a', user_id: ana, permissions: ['tokens:write'] },
    { name: 'a', user_id: ana, permissions: ['program:run'] },
    { name: 'a', user_id: ana, expires: 'soon' },
    { name: 'a', user_id: ana, expires: '0d' },
  ]) {
    assert.equal((await api.ask('POST', tokens, { body })).status, 422, JSON.stringify(body))
  }
  assert.equal((await api.ask('POST', tokens, { body: { name: 'a' } })).status, 403)
  assert.deepEqual((await api.ask('GET', tokens)).json, { tokens: [] })
})

test('wrong tokens spend the same limit as wrong secrets', async () => {
  await using api = await openApi('SQLite', {
    limits: { failedSecrets: { points: 3, per: 60_000 } },
  })
  const { token } = await makeToken(api, { name: 'a', user_id: ana })
  const wrong = asker(api, `latchkey_${'0'.repeat(32)}`)
  assert.equal((await asker(api, token)('GET', '/invites')).status, 200)
  for (let guess = 0; guess < 3; guess++) {
    assert.equal((await wrong('GET', '/invites')).said, '401 unauthorized')
  }
  assert.equal((await wrong('GET', '/invites')).said, '429 too_many_requests')
})

test('tokens work without an admin secret', async () => {
  await using api = await openApi('SQLite', { admin: { secret: null } })
  const wanted = { name: 'a', permissions: ['invites:read'], lastsMs: day, member: ana } as const
  const { secret } = await makeTokenHere(api.app, wanted, shellActor)
  assert.equal((await asker(api, secret)('GET', '/invites')).status, 200)
  assert.equal((await asker(api, 'guess')('GET', '/invites')).said, '403 api_off')
})

test('the allowance says what is left for the owner of a token', async () => {
  await using api = await openApi()
  await addMember(api, ana, api.time.now - 30 * day)
  await api.ask('PUT', `${base}/allowance`, { body: { per_month: 2, expires: '48h' } })
  const permissions = may('allowances:read', 'invites:create')
  const ask = asker(api, (await makeToken(api, { name: 'a', user_id: ana, ...permissions })).token)
  await ask('POST', '/invites', {})
  assert.deepEqual((await ask('GET', '/allowance')).json, {
    allowance: { per_month: 2, uses: 1, expires: '2d', profile: null, min_days: 7 },
    left: 1,
    next_at: null,
  })
  assert.equal((await ask('PUT', '/allowance', { per_month: 9 })).said, '403 forbidden')
  assert.equal((await api.ask('DELETE', `${base}/allowance`)).status, 204)
  const { json } = await api.ask('GET', `${base}/allowance`)
  assert.deepEqual(json, { allowance: null, left: null, next_at: null })
})
