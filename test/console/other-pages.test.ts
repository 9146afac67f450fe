import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQuietPortal, signedIn } from '../support/console.ts'

const operators = ['@ruth:localhost', '@otto:localhost']
const settings = { homeserver: { serverName: 'localhost' }, console: { operators } }

/** The words of a page. */
const plain = ({ text }: { text: string }) =>
  text.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ')

test('activity says in words who did what, and to a member only what they did', async () => {
  await using portal = await openQuietPortal({ settings })
  const ruth = await signedIn(portal, '@ruth:localhost')
  await ruth.press('/console/invites', { label: 'Choir' })
  const member = await signedIn(portal, '@ana:localhost')
  const all = plain(await ruth.visitor.get('/console/activity'))
  assert.match(all, /You made Choir/)
  assert.match(all, /ana signed in to the console/)
  const own = plain(await member.visitor.get('/console/activity'))
  assert.match(own, /You signed in to the console/)
  assert.doesNotMatch(own, /Choir|ruth/)
})

test('work that failed is tried again by a press', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  for (const id of ['a', 'b']) {
    const times = { created_at: 1, due_at: 9e12, dead_at: 1 }
    const job = { id, kind: 'introduce', key: id, payload: '{}', attempts: 12, last_error: '<no>' }
    await portal.app.db
      .insertInto('jobs')
      .values({ ...job, ...times })
      .execute()
  }
  const dead = async () =>
    (await visitor.get('/console/health')).text.match(/name="job" value="[ab]"/g)?.length ?? 0
  assert.equal(await dead(), 2)
  assert.match((await visitor.get('/console/health')).text, /&lt;no&gt;/)
  assert.equal((await press('/console/health/jobs', { job: 'a' })).status, 303)
  assert.equal(await dead(), 1)
  assert.equal((await press('/console/health/jobs', { job: '' })).status, 303)
  assert.equal(await dead(), 0)
})

test('the doctor is asked only by a press', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor } = await signedIn(portal, '@ruth:localhost')
  assert.doesNotMatch((await visitor.get('/console/health')).text, /class="finding"/)
  assert.match((await visitor.get('/console/health?examine=1')).text, /class="finding"/)
})

test('a person ends one of their sessions, and nobody else’s', async () => {
  await using portal = await openQuietPortal({ settings })
  const first = await signedIn(portal, '@ruth:localhost')
  const second = await signedIn(portal, '@ruth:localhost')
  const otto = await signedIn(portal, '@otto:localhost')
  const idsIn = async ({ visitor }: typeof first) =>
    [
      ...(await visitor.get('/console/sessions')).text.matchAll(/name="session" value="(\w+)"/g),
    ].map(([, id = '']) => id)
  const [ottos = ''] = await idsIn(otto)
  assert.equal((await first.press('/console/sessions/end', { session: ottos })).status, 404)
  assert.equal((await otto.visitor.get('/console')).status, 200)
  const ids = await idsIn(first)
  assert.equal(ids.length, 2)
  for (const session of ids) await first.press('/console/sessions/end', { session })
  assert.equal((await first.visitor.get('/console')).status, 303)
  assert.equal((await second.visitor.get('/console')).status, 303)
})
