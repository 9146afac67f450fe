import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'
import { login, newName } from '../support/synapse-client.ts'
import { mailSettings, startMailServer } from '../mail/servers.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { secret, startReceiver } from '../webhooks/receiver.ts'
import { goodPassword, newPerson } from './rooms.ts'
import { bringInto, giveRole, openHouse } from './house.ts'
import { encryption, invitationsOf, react, saidBy, setState, until } from './talk.ts'

function textOf({ body }: Record<string, unknown>): string {
  return typeof body === 'string' ? body : ''
}

/*
 * The whole way of somebody without an invitation, from the first press to the last message, in the browser
 * of a German reader: page, reaction, account, direct message, webhook and mail.
 */
test(
  'from asking to join to the message that they have arrived',
  needs('synapse', 'chromium'),
  async () => {
    await using server = await ownSynapse()
    await using mails = await startMailServer()
    await using receiver = await startReceiver()
    const hook = { url: receiver.url('/hook'), secrets: [secret], events: null, allowPrivate: true }
    await using house = await openHouse(server, {
      settings: {
        ...mailSettings(mails.url),
        community: { title: 'Chor' },
        requests: { open: true },
        webhooks: [hook],
      },
    })
    const { app, portal, owner, moderators, bot } = house
    await setState(owner, moderators, 'm.room.encryption', encryption)
    const moderator = await newPerson(server, 'mia')
    await bringInto(owner, moderators, moderator)
    await giveRole(app, moderator, 'moderator')
    app.work()

    await using browser = await openBrowser()
    const page = await browser.newPage({ locale: 'de-DE' })
    const name = newName()
    await page.goto(`${portal.url}/ask`)
    await page.locator('#name').fill(name)
    await page.locator('#words').fill('Ich singe Alt und kenne Ruth.')
    await page.locator('#address').fill('ana@example.net')
    // A program would be faster.
    await page.waitForTimeout(3_100)
    await page.locator('form button[type=submit]').first().click()
    await page.waitForURL(/\/ask\/[0-9a-z]{52}/)

    const post = await until(async () =>
      (await saidBy(owner, moderators, bot)).find(({ content }) => textOf(content).includes(name)),
    )
    await react(moderator, moderators, post.event_id, '✅')
    // The page that is open turns into the invitation by itself.
    await page.locator('#password').waitFor({ timeout: 60_000 })
    await page.locator('#password').fill(goodPassword)
    await page.locator('form button[type=submit]').first().click()
    await page.waitForURL(/\/me\/|\/welcome/)
    const mxid = `@${name}:${server.serverName}`
    assert.equal(await login(server.url, name, goodPassword), mxid)

    const [room] = await until(async () => {
      const found = await invitationsOf(moderator)
      return found.length > 0 && found
    })
    await moderator.ask('POST', `rooms/${encodeURIComponent(String(room))}/join`, {})
    const told = await until(async () => {
      const said = await saidBy(moderator, String(room), bot)
      return said.find(({ content }) => textOf(content).startsWith(`${mxid} has arrived`))
    })
    assert.ok(told)

    const kinds = ['request.made', 'request.approved', 'account.made']
    await until(async () =>
      kinds.every((kind) => receiver.received.some(({ body }) => body.type === kind)),
    )
    assert.deepEqual(receiver.forged, [])

    const address = 'ana@example.net'
    const letIn = await until(async () =>
      mails.to(address).find(({ subject }) => subject === 'Du kannst jetzt zu Chor kommen'),
    )
    assert.match(String(letIn.text), /\/ask\/[0-9a-z]{52}/)

    const metrics = await (await fetch(`${portal.privateUrl}/metrics`)).text()
    const events = JSON.stringify(await app.db.selectFrom('events').selectAll().execute())
    const jobs = JSON.stringify(await app.db.selectFrom('jobs').selectAll().execute())
    for (const text of [portal.logged(), metrics, events, jobs]) {
      assert.ok(!text.includes(address) && !text.includes('Ich singe'), 'nothing of a person')
    }
  },
)
