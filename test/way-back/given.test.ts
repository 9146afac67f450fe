import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { needs } from '../support/parts.ts'
import type { TestPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'

const settings = {
  homeserver: { serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
  admin: { secret: 'operators-only-0123456789' },
}

const link = /http:\/\/127\.0\.0\.1:1(\/me\/[0-9a-z]{52})/

let count = 0

/** Ben's account, invited by Ana; its id. */
async function addBen({ app, invite }: TestPortal, changes = {}): Promise<string> {
  const { id: invite_id } = await invite()
  const id = `01jt${String((count += 1)).padStart(22, '0')}`
  const row = { redemption_id: id, localpart: 'ben', invite_id, made_at: Date.now() }
  await app.db
    .insertInto('accounts')
    .values({ ...row, invited_by: '@ana:localhost', ...changes })
    .execute()
  return id
}

describe('a new way back in', needs('synapse'), () => {
  test('is made in the console by operators, moderators and the person who invited, and shown once', async () => {
    await using portal = await openQuietPortal({ settings })
    const id = await addBen(portal)
    const path = `/console/people/${id}`
    const ruth = await signedIn(portal, '@ruth:localhost')
    const role = { member: '@mo:localhost', role: 'moderator' }
    await ruth.press('/console/members/role', role)
    for (const mxid of ['@ruth:localhost', '@mo:localhost', '@ana:localhost']) {
      const { visitor, press } = await signedIn(portal, mxid)
      assert.match((await visitor.get(path)).text, /Make a new link/)
      const made = await press(`${path}/way-back`)
      assert.equal(made.status, 200)
      const [, me = ''] = link.exec(made.text) ?? []
      assert.ok((await newVisitor(portal.url).get(me)).text.includes('@ben:localhost'))
      assert.ok(!(await visitor.get(path)).text.includes(me))
      const activity = (await visitor.get('/console/activity')).text
      assert.match(activity, /made a new link for/)
      assert.ok(!activity.includes(me))
    }
    const eve = await signedIn(portal, '@eve:localhost')
    assert.equal((await eve.press(`${path}/way-back`)).status, 404)
  })

  test('is made by the API, for nobody who is gone or unknown', async () => {
    await using portal = await openQuietPortal({ settings })
    await addBen(portal)
    const headers = { authorization: `Bearer ${settings.admin.secret}` }
    const make = (person: string) =>
      fetch(`${portal.privateUrl}/api/v1/people/${person}/way-back`, { method: 'POST', headers })
    const made = await make(encodeURIComponent('@ben:localhost'))
    assert.equal(made.status, 201)
    const answer = (await made.json()) as { link: string; expires_at: string }
    assert.ok(Date.parse(answer.expires_at) > Date.now() + 6 * 24 * 3_600_000)
    const [, me = ''] = link.exec(answer.link) ?? []
    assert.equal((await newVisitor(portal.url).get(me)).status, 200)
    await portal.app.db.updateTable('accounts').set({ ended_at: 1 }).execute()
    for (const person of ['ben', 'nobody']) {
      const refused = await make(person)
      const { code } = (await refused.json()) as { code: string }
      assert.deepEqual([refused.status, code], [404, 'person_unknown'])
    }
  })

  test('is ended in the console by who may make one: every link is over at once, and a new one opens', async () => {
    await using portal = await openQuietPortal({ settings })
    const id = await addBen(portal)
    const path = `/console/people/${id}`
    const ruth = await signedIn(portal, '@ruth:localhost')
    assert.match((await ruth.visitor.get(path)).text, /No link works now/)
    const made = [await ruth.press(`${path}/way-back`), await ruth.press(`${path}/way-back`)]
    const links = made.map(({ text }) => link.exec(text)?.[1] ?? '')
    assert.match((await ruth.visitor.get(path)).text, /2 links work until/)
    const eve = await signedIn(portal, '@eve:localhost')
    assert.equal((await eve.press(`${path}/end-links`)).status, 404)
    const ended = await ruth.press(`${path}/end-links`)
    const said = await ruth.visitor.get(ended.headers.get('location') ?? '')
    assert.match(said.text, /The links to the page of ben no longer work/)
    assert.match(said.text, /No link works now/)
    assert.match((await ruth.visitor.get('/console/activity')).text, /ended the links to the page/)
    const never = await newVisitor(portal.url).get(`/me/${'0'.repeat(52)}`)
    for (const me of links) {
      const over = await newVisitor(portal.url).get(me)
      assert.deepEqual([over.status, over.text], [404, never.text])
    }
    const again = link.exec((await ruth.press(`${path}/way-back`)).text)?.[1] ?? ''
    assert.equal((await newVisitor(portal.url).get(again)).status, 200)
  })

  test('is ended by the API, too, once or twice, for nobody who is unknown', async () => {
    await using portal = await openQuietPortal({ settings })
    await addBen(portal)
    const headers = { authorization: `Bearer ${settings.admin.secret}` }
    const send = (person: string, method: string) =>
      fetch(`${portal.privateUrl}/api/v1/people/${person}/way-back`, { method, headers })
    const answer = (await (await send('ben', 'POST')).json()) as { link: string }
    const [, me = ''] = link.exec(answer.link) ?? []
    for (const time of ['once', 'twice']) {
      assert.equal((await send('ben', 'DELETE')).status, 204, time)
      assert.equal((await newVisitor(portal.url).get(me)).status, 404)
    }
    const events = await portal.app.db.selectFrom('events').select('kind').execute()
    assert.equal(events.filter(({ kind }) => kind === 'account.ways_back_ended').length, 1)
    assert.equal((await send('nobody', 'DELETE')).status, 404)
  })

  test('shows on the person’s page when it was last used, to the hour', async () => {
    const time = { passed: 0 }
    const clock = () => Date.now() + time.passed
    await using portal = await openQuietPortal({ settings, clock })
    const path = `/console/people/${await addBen(portal)}`
    const ruth = await signedIn(portal, '@ruth:localhost')
    const me = link.exec((await ruth.press(`${path}/way-back`)).text)?.[1] ?? ''
    const uses = async () => {
      await newVisitor(portal.url).get(me)
      return portal.app.db.selectFrom('ways_back').select('used_at').executeTakeFirstOrThrow()
    }
    assert.equal((await uses()).used_at, null)
    assert.doesNotMatch((await ruth.visitor.get(path)).text, /Last used/)
    time.passed = 2 * 3_600_000
    const first = await uses()
    assert.ok(Number(first.used_at) > Date.now() + 3_600_000)
    assert.deepEqual(await uses(), first)
    assert.match((await ruth.visitor.get(path)).text, /Last used/)
  })
})

test('a new way back in is made by a command, as a line or as JSON', async () => {
  await using place = await workplace(configuration(site))
  const { id: invite_id } = json(await place.runHere('invite', '--json'))
  const db = await place.database()
  const row = { redemption_id: '01jt', localpart: 'ben', invite_id, invited_by: 'command line' }
  await db
    .insertInto('accounts')
    .values({ ...row, made_at: Date.now() })
    .execute()
  const given = /^https:\/\/example\.org\/join\/me\/[0-9a-z]{52}$/m
  const said = output(await place.runHere('people', 'way-back', '@ben:example.org'))
  assert.match(said, given)
  assert.match(said, /^For @ben:example\.org, until /m)
  const made = json(await place.runHere('people', 'way-back', 'ben', '--json')) as { link: string }
  assert.match(made.link, given)
  assert.match(output(await place.runHere('people', 'end-links', 'ben')), /^2 links ended/)
  assert.match(output(await place.runHere('people', 'end-links', 'ben')), /^No link worked/)
  const refused = await place.runHere('people', 'way-back', 'nobody')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /Nobody who joined with an invitation has this name/)
})
