import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import type { TestPortal } from '../support/portal.ts'

const ruth: Actor = { kind: 'operator', id: '@ruth:localhost', via: 'console' }

let count = 0

/** An account that came with an invitation of this actor; its id. */
async function join({ app }: TestPortal, localpart: string, actor = ruth): Promise<string> {
  const { id: invite_id } = await createInvite(app, { label: `for ${localpart}` }, actor)
  const id = `01jt${String((count += 1)).padStart(22, '0')}`
  const row = { redemption_id: id, localpart, invite_id, made_at: Date.now() }
  await app.db
    .insertInto('accounts')
    .values({ ...row, invited_by: actor.id ?? 'command line' })
    .execute()
  return id
}

const settings = {
  homeserver: { serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
}

test('people are found by the beginning of a name or address, and by who invited them', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor } = await signedIn(portal, '@ruth:localhost')
  await join(portal, 'ana')
  await join(portal, 'anatol', shellActor)
  await join(portal, 'bo')
  const found = async (query: string) => {
    const { text } = await visitor.get(`/console/people?${query}`)
    return [...text.matchAll(/\/console\/people\/\w{26}"\s*><bdi>([^<]+)/g)].map(([, name]) => name)
  }
  assert.deepEqual(await found(''), ['bo', 'anatol', 'ana'])
  assert.deepEqual(await found('name=an'), ['ana', 'anatol'])
  assert.deepEqual(await found('name=%40ana%3Alocalhost'), ['ana', 'anatol'])
  assert.deepEqual(await found('name=na'), [])
  assert.deepEqual(await found('inviter=%40ruth%3Alocalhost'), ['bo', 'ana'])
  assert.deepEqual(await found('inviter=nobody'), [])
})

test('a person’s page shows who invited them and whom they invited', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor } = await signedIn(portal, '@ruth:localhost')
  const ana = await join(portal, 'ana')
  const bo = await join(portal, 'bo', { kind: 'moderator', id: '@ana:localhost', via: 'console' })
  assert.match((await visitor.get(`/console/people/${ana}`)).text, new RegExp(`people/${bo}"`))
  assert.match((await visitor.get(`/console/people/${bo}`)).text, new RegExp(`people/${ana}"`))
})

test('a member sees those whom they invited, and nobody else', async () => {
  await using portal = await openQuietPortal({ settings })
  const ana = await join(portal, 'ana')
  const bo = await join(portal, 'bo', { kind: 'moderator', id: '@ana:localhost', via: 'console' })
  const { visitor, press } = await signedIn(portal, '@ana:localhost')
  const { text } = await visitor.get('/console/people')
  assert.match(text, new RegExp(`people/${bo}"`))
  assert.doesNotMatch(text, new RegExp(`people/${ana}"`))
  assert.equal((await visitor.get(`/console/people/${bo}`)).status, 200)
  assert.equal((await visitor.get(`/console/people/${ana}`)).status, 404)
  assert.equal((await press(`/console/people/${bo}/forget`)).status, 403)
})

test('a forgotten person has no name on any page', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  const id = await join(portal, 'anatol')
  assert.equal((await press(`/console/people/${id}/forget`)).status, 303)
  for (const path of ['/console/people', `/console/people/${id}`, '/console/activity']) {
    const { status, text } = await visitor.get(path)
    assert.equal(status, 200)
    assert.doesNotMatch(text.replaceAll('for anatol', ''), /anatol/, path)
  }
})
