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
  const refused = await place.runHere('people', 'way-back', 'nobody')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /Nobody who joined with an invitation has this name/)
})
