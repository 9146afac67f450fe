import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRequest } from '../../src/core/requests/ask.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { newStamp, readStamp } from '../../src/core/requests/secret.ts'
import { shellActor } from '../../src/model/actor.ts'
import { tables } from '../../src/store/schema.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { onDatabase } from '../support/databases.ts'
import { signedIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'
import { pinTo } from '../bot/pinned.ts'
import { type Asking, openAsking, requestsOf } from './world.ts'

const people = {
  homeserver: { url: 'http://127.0.0.1:9', serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
}

/** A portal with an operator, a moderator and a member. */
async function openHouse(requests = {}) {
  const asking = await openAsking('SQLite', { settings: people, requests })
  const { portal } = asking
  const ruth = await signedIn(portal, '@ruth:localhost')
  const role = { member: '@mo:localhost', role: 'moderator' }
  assert.equal((await ruth.press('/console/members/role', role)).status, 303)
  const mo = await signedIn(portal, '@mo:localhost')
  const ana = await signedIn(portal, '@ana:localhost')
  return { ...asking, ruth, mo, ana, [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose]() }
}

/** The id of a new request. */
async function ask(asking: Asking, fields: Record<string, string> = {}): Promise<string> {
  await asking.applicant(fields)
  return (await requestsOf(asking)).at(-1)?.id ?? ''
}

test('a moderator lets somebody in: the queue says so, and the invitation leads back', async () => {
  await using house = await openHouse()
  const id = await ask(house, { name: 'cleo', words: 'I play the <b>oboe</b>.' })
  const queue = await house.mo.visitor.get('/console/requests')
  assert.match(queue.text, /#1 cleo/)
  const page = await house.mo.visitor.get(`/console/requests/${id}`)
  assert.match(page.text, /I play the &lt;b&gt;oboe&lt;\/b&gt;\./)
  const done = await house.mo.press(`/console/requests/${id}/approve`, {
    profile: '',
    sentence: 'Welcome!',
  })
  assert.match(await house.mo.follow(done), /#1 is let in\. Their page says so\./)
  const decided = await house.mo.visitor.get(`/console/requests/${id}`)
  const invite = /\/console\/invites\/[0-9a-z]{26}/.exec(decided.text)?.[0] ?? ''
  const shown = await house.mo.visitor.get(invite)
  assert.match(shown.text, /It opens only on the page of whoever asked to join/)
  assert.doesNotMatch(shown.text, /data-copy|\/i\/[0-9a-z]{26}/)
  const late = await house.ruth.press(`/console/requests/${id}/decline`, { sentence: '' })
  assert.match(await house.ruth.follow(late), /Somebody else was faster/)
})

test('a profile that binds to a name takes the wished one, and nobody else’s', async () => {
  await using house = await openHouse()
  await pinTo(house, 'name')
  const page = await house.applicant({ name: 'cleo' })
  const [request] = await requestsOf(house)
  await house.mo.press(`/console/requests/${request?.id}/approve`, { profile: '' })
  const [made] = await house.portal.app.db.selectFrom('invites').selectAll().execute()
  assert.equal(made?.for_name, 'cleo')
  const form = await newVisitor(house.portal.url).get(page)
  assert.match(form.text, /value="cleo"\s[^>]*readonly/)
  await forgetPerson(house.portal.app, 'cleo', shellActor)
  const [after] = await house.portal.app.db.selectFrom('invites').selectAll().execute()
  assert.equal(after?.for_name, '')
})

test('where nothing can be bound, whoever decides is told to choose another profile', async () => {
  await using house = await openHouse()
  await pinTo(house, 'mail')
  const id = await ask(house, { name: 'cleo', address: 'cleo@mail.example' })
  const refused = await house.mo.press(`/console/requests/${id}/approve`, { profile: '' })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /gave none that fits\. Let them in with another profile/)
  assert.equal((await requestsOf(house))[0]?.state, 'open')
  const others = { profile: 'friends' }
  assert.equal((await house.mo.press(`/console/requests/${id}/approve`, others)).status, 303)
})

test('members see wished names only, and vouch; who decides sees who', async () => {
  await using house = await openHouse()
  const id = await ask(house, { name: 'cleo', words: 'My secret words', address: 'c@mail.example' })
  const seen = [
    await house.ana.visitor.get('/console/requests'),
    await house.ana.visitor.get(`/console/requests/${id}`),
  ]
  for (const { text, status } of seen) {
    assert.equal(status, 200)
    assert.match(text, /cleo/)
    assert.doesNotMatch(text, /My secret words|c@mail\.example|Let them in/)
  }
  assert.equal((await house.ana.press(`/console/requests/${id}/approve`)).status, 403)
  const vouched = await house.ana.press(`/console/requests/${id}/vouch`)
  assert.match(await house.ana.follow(vouched), /Whoever decides now sees that you know them\./)
  await house.ana.press(`/console/requests/${id}/vouch`)
  assert.match((await house.mo.visitor.get('/console/requests')).text, /1 member knows them/)
  assert.match(
    (await house.mo.visitor.get(`/console/requests/${id}`)).text,
    /Who knows them.*\bana\b/s,
  )
  await house.ana.press(`/console/requests/${id}/unvouch`)
  assert.match((await house.mo.visitor.get(`/console/requests/${id}`)).text, /Nobody has said so/)
  await house.mo.press(`/console/requests/${id}/decline`)
  assert.equal((await house.ana.visitor.get(`/console/requests/${id}`)).status, 404)
  assert.equal((await house.ana.press(`/console/requests/${id}/vouch`)).status, 409)
})

test('with requests.deciders operators, moderators read and don’t decide', async () => {
  await using house = await openHouse({ deciders: 'operators' })
  const id = await ask(house)
  const page = await house.mo.visitor.get(`/console/requests/${id}`)
  assert.match(page.text, /I sing alto/)
  assert.doesNotMatch(page.text, /approve/)
  assert.equal((await house.mo.press(`/console/requests/${id}/approve`)).status, 403)
  assert.equal((await house.ruth.press(`/console/requests/${id}/approve`)).status, 303)
})

test('all requests of one network are declined at once, and no other', async () => {
  await using house = await openHouse()
  const flood = newVisitor(house.portal.url)
  for (const name of ['x1', 'x2', 'x3']) await house.applicant({ name }, flood)
  const other = await ask(house, { name: 'cleo' })
  const [first] = await requestsOf(house)
  const page = await house.mo.visitor.get(`/console/requests/${first?.id}`)
  assert.match(page.text, /Decline all 3 of this network/)
  await house.mo.press(`/console/requests/${first?.id}/decline-network`, { sentence: 'No.' })
  const open = (await requestsOf(house)).filter(({ state }) => state === 'open')
  assert.deepEqual(
    open.map(({ id }) => id),
    [other],
  )
})

async function askHere({ app }: TestApi, name: string, address = ''): Promise<string> {
  const stamp = readStamp(app, newStamp(app))
  assert.ok(stamp)
  const typed = { name, words: 'Hello', address, answers: [], agreed: null }
  const asked = { stamp, name, answers: [], rules: null }
  await makeRequest(app, { asked, typed, network: name, language: 'en' })
  const { id } = await app.db
    .selectFrom('requests')
    .select('id')
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  return id
}

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(
    `the API on ${kind} lists, approves and declines as described`,
    onDatabase(kind),
    async () => {
      await using api = await openApi(kind)
      const [ana, ben, cleo] = [
        await askHere(api, 'ana', 'ana@mail.example'),
        await askHere(api, 'ben'),
        await askHere(api, 'cleo'),
      ] as const
      const page = await api.ask('GET', '/api/v1/requests?limit=2')
      assert.deepEqual(
        page.json.requests.map((one: { id: string }) => one.id),
        [ana, ben],
      )
      const rest = await api.ask('GET', String(page.json.next))
      assert.deepEqual(
        rest.json.requests.map((one: { id: string }) => one.id),
        [cleo],
      )
      const yes = await api.ask('POST', `/api/v1/requests/${ana}/approve`, {
        body: { sentence: 'Come in.' },
      })
      assert.equal(yes.status, 200, yes.text)
      assert.equal(yes.json.state, 'approved')
      const invite = await api.ask('GET', `/api/v1/invites/${yes.json.invite_id}`)
      assert.deepEqual([invite.status, invite.json.link], [200, null])
      assert.equal(
        (await api.ask('POST', `/api/v1/requests/${ana}/decline`, { body: {} })).status,
        409,
      )
      const no = await api.ask('POST', `/api/v1/requests/${ben}/decline`, {
        body: { network: true },
      })
      assert.deepEqual(no.json, { declined: [ben] })
      const unknown = await api.ask('POST', `/api/v1/requests/${cleo}/approve`, {
        body: { profile: 'x' },
      })
      assert.equal(unknown.json.code, 'profile_unknown')
      assert.equal((await api.ask('GET', `/api/v1/requests/${cleo}`)).json.state, 'open')
      assert.equal((await api.ask('GET', `/api/v1/requests/${'0'.repeat(26)}`)).status, 404)
      assert.equal(
        (await api.ask('POST', `/api/v1/requests/${cleo}/vouch`, { body: {} })).status,
        403,
      )
    },
  )
}

test('the command line lists, shows, approves and declines by number', async () => {
  await using place = await workplace(configuration(`${site}requests:\n  open: true\n`))
  assert.equal(output(await place.runHere('requests', 'list')), 'No request is in this state.\n')
  const db = await place.database()
  const row = {
    secret_hash: 'x',
    state: 'open' as const,
    network: 'n',
    answers: '[]',
    address: '@ana:mail.example',
    mail_id: null,
    language: 'en',
    rules_hash: null,
    made_at: Date.now(),
    decided_at: null,
    sentence: '',
    erased_at: null,
  }
  for (const [number, name] of [
    [16, 'ana'],
    [17, 'ben\u001b[31m'],
  ] as const) {
    const id = `01jt${String(number).padStart(22, '0')}`
    const one = {
      ...row,
      id,
      number,
      wished_name: name,
      words: 'Hello.\nI am new',
      secret_hash: `${number}`,
    }
    await db.insertInto('requests').values(one).execute()
  }
  await db.destroy()
  const listed = output(await place.runHere('requests', 'list'))
  assert.match(listed, /NUMBER +SINCE +NAME +KNOWN BY +WORDS\n16 .* ana +0 +Hello\. I am new/)
  assert.ok(!listed.includes('\u001b'))
  const shown = output(await place.runHere('requests', 'show', '16'))
  assert.match(shown, /^Words: Hello\.\n  I am new$/m)
  assert.match(shown, /^Address: @ana:mail\.example$/m)
  const approved = json(await place.runHere('requests', 'approve', '16', '--json'))
  assert.equal(approved['state'], 'approved')
  assert.equal(
    output(await place.runHere('requests', 'decline', '#17', '--sentence', 'We are full.')),
    'Declined: 17.\n',
  )
  const again = await place.runHere('requests', 'approve', '17')
  assert.equal(again.code, 1)
  assert.match(again.stderr, /already decided/)
  assert.match(output(await place.runHere('requests', 'list', '--state', 'declined')), /17/)
})

test('the doctor tells of a profile that doesn’t exist, and of somebody who waits long', async () => {
  const asks = 'requests:\n  open: true\n  profile: club\n'
  await using place = await workplace(configuration(`${site}${asks}`))
  await place.runHere('requests', 'list')
  const found = await place.runHere('doctor')
  assert.match(found.stdout, /requests\.profile is club, which doesn’t exist/)
  const db = await place.database()
  const long = { made_at: Date.now() - 8 * 86_400_000, secret_hash: 'x', network: 'n' }
  const row = {
    id: '0'.repeat(26),
    number: 1,
    state: 'open',
    wished_name: 'ana',
    words: '',
  } as const
  const rest = { answers: '[]', address: '', language: 'en', sentence: '' }
  await db
    .insertInto('requests')
    .values({ ...long, ...row, ...rest })
    .execute()
  await db.destroy()
  assert.match((await place.runHere('doctor')).stdout, /waited for a decision for over a week/)
})

test('nothing of a person is in logs, metrics and events', async () => {
  await using house = await openHouse()
  const fields = { name: 'zdenka', words: 'Words nobody may log', address: 'zd@mail.example' }
  const page = await house.applicant(fields)
  const [row] = await requestsOf(house)
  await house.mo.press(`/console/requests/${row?.id}/approve`, { profile: '', sentence: 'Ahoj' })
  await newVisitor(house.portal.url).get(page)
  const { app } = house.portal
  const events = JSON.stringify(await app.db.selectFrom('events').selectAll().execute())
  const told = house.portal.logged() + (await app.metrics.registry.metrics()) + events
  assert.match(told, /request\.approved/)
  const secrets = [...Object.values(fields), 'Ahoj', page.slice(5), app.cookieKey]
  for (const secret of secrets) assert.ok(!told.includes(secret), secret)
})

test('people forget leaves nothing of a request', needs('synapse'), async () => {
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
  await using asking = await openAsking('SQLite', {
    settings: { homeserver: { url, serverName, registrationSharedSecret } },
  })
  const { app } = asking.portal
  const wished = newName()
  const name = newName()
  const page = await asking.applicant({
    name: wished,
    words: 'Words of mine',
    address: `@${name}:x.example`,
  })
  const [row] = await requestsOf(asking)
  const { decideRequest } = await import('../../src/core/requests/decide.ts')
  await decideRequest(app, row?.id ?? '', { kind: 'approve' }, shellActor)
  const visitor = newVisitor(asking.portal.url)
  await visitor.get(page)
  const password = 'correct horse battery'
  const account = `/i/${page.slice(5)}/account`
  assert.equal((await visitor.post(account, { name, password, confirm: password })).status, 303)
  await forgetPerson(app, name, shellActor)
  for (const table of tables) {
    const rows = JSON.stringify(await app.db.selectFrom(table).selectAll().execute())
    for (const text of [wished, name, 'Words of mine']) {
      assert.ok(!rows.includes(text), `${table} has ${text}`)
    }
  }
})
