import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownAddress, setOwnAddress } from '../../src/core/mailing/own-address.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { messageHandlers } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { messageTerms } from '../../src/work/terms.ts'
import { mailSettings, startMailServer } from '../mail/servers.ts'
import { ownPage } from '../support/console.ts'
import { newVisitor } from '../support/visitor.ts'
import { day, openAsking, requestsOf } from './world.ts'

const ruth: Actor = { kind: 'moderator', id: '@ruth:example.org', via: 'console' }

/** A moderator who wants mail, a member who does, too, and a mail server. */
async function openMailing() {
  const server = await startMailServer()
  const asking = await openAsking('SQLite', {
    settings: {
      ...mailSettings(server.url),
      homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
      community: { title: 'Choir' },
    },
  })
  const { app } = asking.portal
  await nameRole(app, '@ruth:example.org', 'moderator', shellActor)
  await nameRole(app, '@mia:example.org', 'member', shellActor)
  await setOwnAddress(app, { address: 'ruth@example.net', language: 'en' }, ruth)
  const mia = { ...ruth, kind: 'member', id: '@mia:example.org' } as const
  await setOwnAddress(app, { address: 'mia@example.net', language: 'en' }, mia)
  const sendUntil = async (count: number) => {
    const terms = { ...messageTerms, pollMs: 5, handlers: messageHandlers }
    const stop = startQueue(app, terms)
    while (server.received.length < count) await new Promise(setImmediate)
    await stop()
  }
  return {
    asking,
    server,
    sendUntil,
    [Symbol.asyncDispose]: async () => {
      await asking[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

function linkIn(text: string | undefined): string {
  return /http:\/\/\S+/.exec(text ?? '')?.[0] ?? ''
}

test('a moderator decides by the button that a mail leads to, and the applicant gets a mail', async () => {
  await using mailing = await openMailing()
  const { asking, server, sendUntil } = mailing
  await asking.applicant({ name: 'ana', words: 'I sing.', address: 'ana@example.net' })
  await sendUntil(1)
  const [told] = server.received
  assert.deepEqual(told?.recipients, ['ruth@example.net'])
  assert.doesNotMatch(told?.text ?? '', /I sing/)
  const path = new URL(linkIn(told?.text)).pathname
  const browser = newVisitor(asking.portal.url)
  const page = await browser.get(path)
  assert.match(page.text, /I sing\./)
  assert.match(page.text, /You decide as .*ruth/s)
  assert.equal((await requestsOf(asking))[0]?.state, 'open', 'opening it decides nothing')
  const done = await browser.press(path, { decision: 'approve', sentence: 'Come!' }, ownPage)
  assert.match(done.text, /Request #1 is let in/)
  const again = await browser.press(path, { decision: 'decline' }, ownPage)
  assert.match(again.text, /decided already/)
  await sendUntil(2)
  const letIn = server.received[1]
  assert.deepEqual(letIn?.recipients, ['ana@example.net'])
  assert.match(letIn?.subject ?? '', /You can join Choir now/)
  const own = await browser.get(new URL(linkIn(letIn?.text)).pathname)
  assert.match(own.text, /You’ve been let in/)
  const events = await asking.portal.app.db.selectFrom('events').selectAll().execute()
  const approved = events.find(({ kind }) => kind === 'request.approved')
  assert.equal(approved?.actor_id, '@ruth:example.org')
})

test('the link decides nothing once its owner may not, and nobody can make one', async () => {
  await using mailing = await openMailing()
  const { asking, server, sendUntil } = mailing
  const { app } = asking.portal
  await asking.applicant({ name: 'ana', words: 'I sing.' })
  await sendUntil(1)
  const path = new URL(linkIn(server.received[0]?.text)).pathname
  const browser = newVisitor(asking.portal.url)
  const forged = path.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  assert.equal((await browser.get(forged)).status, 410)
  await nameRole(app, '@ruth:example.org', 'member', shellActor)
  const refused = await browser.press(path, { decision: 'approve' }, ownPage)
  assert.equal(refused.status, 403)
  await nameRole(app, '@ruth:example.org', 'moderator', shellActor)
  asking.time.now += 31 * day
  assert.equal((await browser.get(path)).status, 410)
})

test('a declined applicant is told with the sentence, and people forget finds the address', async () => {
  await using mailing = await openMailing()
  const { asking, server, sendUntil } = mailing
  const { app } = asking.portal
  await asking.applicant({ name: 'ana', words: 'I sing.', address: 'Ana@example.net' })
  await sendUntil(1)
  const path = new URL(linkIn(server.received[0]?.text)).pathname
  const no = { decision: 'decline', sentence: 'We are full.' }
  await newVisitor(asking.portal.url).press(path, no, ownPage)
  await sendUntil(2)
  assert.match(server.received[1]?.text ?? '', /We are full\./)
  assert.ok((await forgetPerson(app, 'ana@example.net', shellActor)) > 0)
  assert.deepEqual(await requestsOf(asking), [])
  assert.equal(await ownAddress(app, ruth), 'ruth@example.net')
  const left = await app.db.selectFrom('mail_addresses').select('address').execute()
  assert.ok(left.every(({ address }) => !/^ana@/i.test(address)))
})
