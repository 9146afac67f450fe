import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { tidyRequests } from '../../src/core/requests/retention.ts'
import { shellActor } from '../../src/model/actor.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { tables } from '../../src/store/schema.ts'
import { newVisitor } from '../support/visitor.ts'
import { day, hiddenIn, openAsking, requestsOf } from './world.ts'

test('without requests.open nobody can ask', async () => {
  await using portal = await openPortal({ settings: { homeserver: { url: 'http://127.0.0.1:9' } } })
  const visitor = newVisitor(portal.url)
  assert.equal((await visitor.get('/ask')).status, 404)
  assert.equal((await visitor.press('/ask', { name: 'ana', words: 'Hello' })).status, 404)
  assert.doesNotMatch((await visitor.get('/')).text, /\/ask/)
})

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  suite(`Asking to join on ${kind}`, onDatabase(kind), () => {
    test('the form leads to the applicant’s own page, which tells the place in the queue', async () => {
      await using asking = await openAsking(kind)
      const pages = []
      for (const name of ['ana', 'ben', 'cleo']) pages.push(await asking.applicant({ name }))
      assert.match(pages[0] ?? '', /^\/ask\/[0-9a-z]{52}$/)
      const visitor = newVisitor(asking.portal.url)
      const third = await visitor.get(pages[2] ?? '')
      assert.equal(third.status, 200)
      assert.match(third.text, /You’re third in the queue/)
      assert.match(third.headers.get('refresh') ?? '', /^\d+$/)
      assert.equal(third.headers.get('set-cookie'), null)
      const rows = await requestsOf(asking)
      assert.deepEqual(
        rows.map(({ number, wished_name: name }) => [number, name]),
        [
          [1, 'ana'],
          [2, 'ben'],
          [3, 'cleo'],
        ],
      )
      assert.ok(!JSON.stringify(rows).includes(String(pages[0]?.slice(5))), 'only a hash is kept')
    })

    test('pressing twice makes one request', async () => {
      await using asking = await openAsking(kind)
      const visitor = newVisitor(asking.portal.url)
      const fields = {
        name: 'ana',
        words: 'Hello',
        ...hiddenIn(await visitor.get('/ask')),
      }
      asking.time.now += 5_000
      const replies = await Promise.all([1, 2, 3].map(() => visitor.press('/ask', fields)))
      assert.equal(new Set(replies.map(({ headers }) => headers.get('location'))).size, 1)
      assert.equal((await requestsOf(asking)).length, 1)
    })

    test('a field that only programs fill in, and a form sent at once, are asked for again', async () => {
      await using asking = await openAsking(kind)
      const visitor = newVisitor(asking.portal.url)
      const trapped = await asking.ask({ website: 'https://spam.example' }, visitor)
      assert.equal(trapped.status, 422)
      assert.match(trapped.text, /A field that nobody sees was filled in/)
      assert.match(trapped.text, /I sing alto and know Ruth\./)
      const fields = { name: 'ana', words: 'Hello', ...hiddenIn(await visitor.get('/ask')) }
      const fast = await visitor.press('/ask', fields)
      assert.equal(fast.status, 422)
      assert.match(fast.text, /That was very fast/)
      asking.time.now += 3_000
      const again = { ...fields, ...hiddenIn(fast) }
      assert.equal((await visitor.press('/ask', again)).status, 303)
    })

    test('a stamp that we did not make is refused', async () => {
      await using asking = await openAsking(kind)
      const visitor = newVisitor(asking.portal.url)
      const { stamp = '' } = hiddenIn(await visitor.get('/ask'))
      asking.time.now += 5_000
      const [at, nonce, mac] = stamp.split('.')
      for (const forged of ['', 'x', `${Number(at) - 9}.${nonce}.${mac}`, `${at}.${nonce}.`]) {
        const reply = await asking.ask({ stamp: forged }, visitor)
        assert.equal(reply.status, 422, forged)
      }
      assert.equal((await requestsOf(asking)).length, 0)
    })

    test('own questions and the agreement are asked for, and kept with the version of the rules', async () => {
      const questions = [
        { text: 'Which group?', options: ['Choir', 'Garden'], isOptional: false },
        { text: 'How did you find us?', options: null, isOptional: true },
      ]
      await using asking = await openAsking(kind, { requests: { questions, rules: 'Be kind.' } })
      const visitor = newVisitor(asking.portal.url)
      const form = await visitor.get('/ask')
      const [group = '', how = ''] = [...form.text.matchAll(/\sname="(q-[0-9a-f]+)"/g)].map(
        ([, id]) => id,
      )
      const refused = await asking.ask({ rules: '', [group]: 'Bowling' }, visitor)
      assert.equal(refused.status, 422)
      assert.match(refused.text, /Please correct 2 things/)
      await asking.applicant({ [group]: 'Garden', [how]: 'By the <b>river</b>' }, visitor)
      const [row] = await requestsOf(asking)
      assert.deepEqual(JSON.parse(row?.answers ?? ''), [
        { question: 'Which group?', answer: 'Garden' },
        { question: 'How did you find us?', answer: 'By the <b>river</b>' },
      ])
      const rules = await asking.portal.app.db.selectFrom('rules_versions').selectAll().execute()
      assert.deepEqual(
        rules.map(({ hash, text }) => [hash, text]),
        [[row?.rules_hash, 'Be kind.']],
      )
    })

    test('a yes turns the page into the invitation, which opens nowhere else', async () => {
      await using asking = await openAsking(kind)
      const page = await asking.applicant({ name: 'ana' })
      const [row] = await requestsOf(asking)
      const decision = { kind: 'approve', sentence: 'Come in, Ana.' } as const
      await decideRequest(asking.portal.app, row?.id ?? '', decision, shellActor)
      const visitor = newVisitor(asking.portal.url)
      const letIn = await visitor.get(page)
      assert.equal(letIn.status, 200)
      assert.match(letIn.text, /You’ve been let in/)
      assert.match(letIn.text, /Come in, Ana\./)
      assert.match(letIn.text, /id="name"\s+name="name"\s+type="text"\s+value="ana"/)
      const [invite] = await asking.portal.app.db.selectFrom('invites').selectAll().execute()
      assert.equal(invite?.max_uses, 1)
      assert.equal(invite?.label, '#1')
      assert.equal((await visitor.get(`/i/${invite?.code}`)).status, 404)
      assert.equal((await visitor.get(`/i/${invite?.code}/account`)).status, 404)
      const secret = page.split('/').at(-1)
      assert.match((await visitor.get(`/i/${secret}`)).text, /You’re invited/)
    })

    test('a no can carry a sentence, and is forgotten after a week', async () => {
      await using asking = await openAsking(kind)
      const page = await asking.applicant()
      const [row] = await requestsOf(asking)
      const no = { kind: 'decline', sentence: 'We only know people from the valley.' } as const
      await decideRequest(asking.portal.app, row?.id ?? '', no, shellActor)
      const visitor = newVisitor(asking.portal.url)
      const declined = await visitor.get(page)
      assert.match(declined.text, /Your request was declined/)
      assert.match(declined.text, /We only know people from the valley\./)
      assert.equal(declined.headers.get('refresh'), null)
      asking.time.now += 6 * day
      await tidyRequests(asking.portal.app)
      assert.equal((await requestsOf(asking)).length, 1)
      asking.time.now += 2 * day
      await tidyRequests(asking.portal.app)
      assert.equal((await requestsOf(asking)).length, 0)
      assert.equal((await visitor.get(page)).status, 404)
    })

    test('the applicant withdraws, and nothing is left', async () => {
      await using asking = await openAsking(kind)
      const visitor = newVisitor(asking.portal.url)
      const { db } = asking.portal.app
      const typed = { name: 'zdenka', words: 'Zdenka sings', address: 'zdenka@mail.example' }
      const page = await asking.applicant(typed)
      const [row] = await requestsOf(asking)
      const vouched = { request_id: row?.id ?? '', mxid: '@bo:example.org', made_at: 0 }
      await db.insertInto('request_vouches').values(vouched).execute()
      const { headers } = await visitor.press(`${page}/withdraw`, {})
      const after = await visitor.get(headers.get('location') ?? '')
      assert.match(after.text, /Your request is withdrawn/)
      for (const table of tables) {
        const rows = JSON.stringify(await db.selectFrom(table).selectAll().execute())
        assert.doesNotMatch(rows, /zdenka|@bo/i, table)
      }
      assert.equal((await requestsOf(asking)).length, 0)
      assert.match((await visitor.get(page)).text, /This request isn’t here/)
      assert.equal((await visitor.press(`${page}/withdraw`, {})).status, 303)
    })

    test('what nobody decides ends after 30 days, and what was written is erased at once', async () => {
      await using asking = await openAsking(kind)
      const page = await asking.applicant({ address: 'ana@mail.example' })
      asking.time.now += 31 * day
      await tidyRequests(asking.portal.app)
      const [row] = await requestsOf(asking)
      assert.equal(row?.state, 'ended')
      assert.deepEqual([row?.wished_name, row?.words, row?.address], ['', '', ''])
      const ended = await newVisitor(asking.portal.url).get(page)
      assert.equal(ended.status, 410)
      assert.match(ended.text, /Your request has ended/)
      asking.time.now += 8 * day
      await tidyRequests(asking.portal.app)
      assert.equal((await requestsOf(asking)).length, 0)
    })

    test('decisions of 20 at once make one invitation, and the first stands', async () => {
      await using asking = await openAsking(kind)
      await asking.applicant()
      const [row] = await requestsOf(asking)
      const { app } = asking.portal
      const decisions = Array.from({ length: 20 }, (_, at) =>
        decideRequest(
          app,
          row?.id ?? '',
          at % 2 === 0 ? { kind: 'approve' } : { kind: 'decline' },
          shellActor,
        ).then(
          () => 'stands',
          (error: Error) => error.message,
        ),
      )
      const results = await Promise.all(decisions)
      assert.equal(results.filter((result) => result === 'stands').length, 1)
      assert.equal(results.filter((result) => result === 'request_decided').length, 19)
      const [decided] = await requestsOf(asking)
      const invites = await app.db.selectFrom('invites').selectAll().execute()
      assert.equal(invites.length, decided?.state === 'approved' ? 1 : 0)
    })

    test('100 requests of one network at once: 5 wait, and 10 a day are taken', async () => {
      await using asking = await openAsking(kind)
      const visitor = newVisitor(asking.portal.url)
      const forms = await Promise.all(
        Array.from({ length: 100 }, async () => hiddenIn(await visitor.get('/ask'))),
      )
      asking.time.now += 5_000
      const press = (form: Record<string, string>) =>
        visitor.press('/ask', { name: 'ana', words: 'Hello', ...form })
      const replies = await Promise.all(forms.map(press))
      const taken = replies.filter(({ status }) => status === 303)
      assert.equal(taken.length, 5)
      const refused = replies.find(({ status }) => status === 429)
      assert.match(refused?.text ?? '', /Several requests came from your network/)
      assert.match(refused?.text ?? '', />\s*Hello<\/textarea/)
      for (const { headers } of taken) {
        await visitor.press(`${headers.get('location')}/withdraw`, {})
      }
      const more = await Promise.all(forms.map(press))
      assert.equal(more.filter(({ status }) => status === 303).length, 5, 'ten in all')
      const others = newVisitor(asking.portal.url)
      assert.equal((await asking.ask({}, others)).status, 303, 'another network')
    })

    test('in all no more wait than requests.most, and reaching it is an event', async () => {
      await using asking = await openAsking(kind, { requests: { most: 2 } })
      for (const name of ['ana', 'ben']) await asking.applicant({ name })
      const refused = await asking.ask({ name: 'cleo' })
      assert.equal(refused.status, 503)
      assert.match(refused.text, /Many people are waiting already/)
      const events = await asking.portal.app.db.selectFrom('events').select('kind').execute()
      assert.equal(events.filter((event) => event.kind === 'requests.full').length, 1)
    })
  })
}

test('somebody who was let in makes their account on their page', needs('synapse'), async () => {
  const { url, serverName } = synapse()
  const { sharedSecret: registrationSharedSecret } = synapse()
  await using asking = await openAsking('SQLite', {
    settings: { homeserver: { url, serverName, registrationSharedSecret } },
  })
  const name = newName()
  const page = await asking.applicant({ name })
  const [row] = await requestsOf(asking)
  await decideRequest(asking.portal.app, row?.id ?? '', { kind: 'approve' }, shellActor)
  const visitor = newVisitor(asking.portal.url)
  const form = await visitor.get(page)
  const action = /method="post"\s+action="([^"]+)"/.exec(form.text)?.[1] ?? ''
  const made = await visitor.post(action, {
    name,
    password: 'correct horse battery',
    confirm: 'correct horse battery',
  })
  assert.equal(made.status, 303, made.text)
  const [invite] = await asking.portal.app.db.selectFrom('invites').selectAll().execute()
  assert.equal(invite?.used, 1)
  assert.match((await visitor.get(page)).text, /You already made/)
  assert.match(
    (await newVisitor(asking.portal.url).get(page)).text,
    /This invitation has been used/,
  )
  // The consent stays with the account; what was written is erased.
  asking.time.now += 8 * day
  await tidyRequests(asking.portal.app)
  const [kept] = await requestsOf(asking)
  assert.equal(kept?.words, '')
  assert.equal(kept?.state, 'approved')
})
