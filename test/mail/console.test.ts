import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import { shellActor } from '../../src/model/actor.ts'
import { freePort } from '../../tools/server.ts'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { signedIn } from '../support/console.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { mailPortal } from './portal.ts'
import { mailSettings, startMailServer } from './servers.ts'

test('a new invitation is sent to the address of the form, and its page says what became of it', async () => {
  await using server = await startMailServer({
    recipient: (address) => (address.startsWith('no') ? 550 : undefined),
  })
  let now = Date.now()
  await using portal = await mailPortal(server, { clock: () => now })
  const { press, follow, visitor } = await signedIn(portal)
  const wrong = await press('/console/invites', { mail: 'ana@example.net, bo@example.net' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /not one mail address/)
  const fields = { label: 'Ana', uses: '5', mail: 'ana@example.net', language: 'fr' }
  const made = await press('/console/invites', fields)
  const page = await follow(made)
  assert.match(page, /on its way by mail/)
  assert.match(page, /Will be sent in a moment/)
  await portal.sendUntil(() => server.received.length === 1)
  assert.match(server.received[0]?.subject ?? '', /^Invitation à rejoindre Choir$/)
  const [path = ''] = (made.headers.get('location') ?? '').split('?')
  assert.match((await visitor.get(path)).text, /Accepted by the mail server/)
  const soon = await press(`${path}/mail`)
  assert.match(soon.text, /sent a short while ago/)
  now += 11 * 60_000
  assert.equal((await press(`${path}/mail`)).status, 303)
  await portal.sendUntil(() => server.received.length === 2)
  const many = await press('/console/many', { lines: 'Bo <bo@example.net>\nno@example.net\nCy' })
  assert.match(await follow(many), /3 invitations/)
  await portal.sendUntil(() => server.received.length === 3)
  const isRefused = async () => {
    const { text } = await visitor.get('/console/health')
    return text.includes('no@example.net') && text.includes('The address was refused')
  }
  await portal.sendUntil(isRefused)
  const { text } = await visitor.get('/console/health')
  const [, mail = ''] = /name="mail" value="(\w+)"/.exec(text) ?? []
  assert.match(await follow(await press('/console/health/mail', { mail })), /tried again now/)
})

test('a test shows what was said, and a text of one’s own is previewed, saved, sent and put back', async () => {
  await using server = await startMailServer()
  await using portal = await mailPortal(server)
  const { press, follow, visitor } = await signedIn(portal)
  const tested = await press('/console/mail/test', { address: 'ruth@example.net' })
  assert.match(tested.text, /has accepted the test to ruth@example\.net[^]*C: RCPT TO/)
  const path = '/console/mail/texts/invitation'
  const own = {
    language: 'de',
    subject: 'Komm, {community}!',
    body: 'Hier:\n\n{link}\n\n<b>{inviter}</b>',
  }
  const preview = await press(path, { ...own, preview: '1' })
  assert.match(preview.text, /Komm, Choir![^]*&lt;b>ruth|Komm, Choir![^]*&lt;b&gt;ruth/)
  const mistake = await press(path, { ...own, body: 'Hier: {lnk}' })
  assert.equal(mistake.status, 422)
  assert.match(mistake.text, /\{lnk\} stands for nothing here/)
  assert.match(await follow(await press(path, own)), /have your text/)
  const mailTo = { address: 'ana@example.net', language: 'de' }
  await portal.inviteByMail('ana@example.net', { mailTo })
  await portal.sendUntil(() => server.received.length === 2)
  assert.equal(server.received[1]?.subject, 'Komm, Choir!')
  assert.doesNotMatch(String(server.received[1]?.html), /<b>/)
  assert.match(await follow(await press(`${path}/reset`, { language: 'de' })), /our text again/)
  assert.match((await visitor.get(`${path}?language=de`)).text, /Einladung zu \{community\}/)
  assert.equal((await visitor.get('/console/mail/texts/test')).status, 404)
})

test('a member sets and removes their own address, which only they see', async () => {
  await using server = await startMailServer()
  await using portal = await mailPortal(server)
  await nameRole(portal.app, '@bo:example.org', 'member', shellActor)
  const { press, follow, visitor } = await signedIn(portal, '@bo:example.org')
  assert.equal((await press('/console/own-mail', { address: 'bo@' })).status, 422)
  const saved = await press('/console/own-mail', { address: 'bo@example.net' })
  assert.match(await follow(saved), /Saved\.[^]*value="bo@example\.net"/)
  assert.equal((await visitor.get('/console/mail')).status, 403)
  await press('/console/own-mail', { address: '' })
  assert.deepEqual(await portal.app.db.selectFrom('mail_addresses').selectAll().execute(), [])
})

for (const javaScriptEnabled of [true, false]) {
  test(
    `the preview shows the HTML part as it is sent, ${javaScriptEnabled ? 'with' : 'without'} JavaScript, and no link of it leads away`,
    needs('chromium'),
    async () => {
      const port = await freePort()
      const listen = { host: '127.0.0.1', port }
      const settings = {
        ...mailSettings('smtp://127.0.0.1:9'),
        homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
        public: { url: `http://127.0.0.1:${port}`, listen },
      }
      await using portal = await openPortal({ settings })
      await using browser = await openBrowser()
      const context = await browser.newContext({
        javaScriptEnabled,
        viewport: { width: 360, height: 640 },
      })
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
      })
      const secret = await makeConsoleLink(portal.app, null, shellActor)
      await page.goto(`${portal.url}/console/link/${secret}`)
      await page.getByRole('button').click()
      await page.goto(`${portal.url}/console/mail/texts/invitation?language=en`)
      await page.getByLabel('Text', { exact: true }).fill('<b>Hi</b> {inviter}\n\n{link}')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('<b>Hi</b> ruth').first().waitFor()
      const mail = page.frameLocator('iframe[sandbox]')
      const first = mail.locator('p').first()
      assert.equal(await first.textContent(), '<b>Hi</b> ruth')
      if (javaScriptEnabled) {
        await assertAccessible(page, 'mail text')
        const style = "getComputedStyle(document.querySelector('p')).marginBottom"
        const margin = await page.frames()[1]?.evaluate<string>(style)
        assert.equal(margin, '16px', 'the styles of the mail hold')
        assert.deepEqual(refused, [])
      }
      await mail.getByRole('link').click()
      await page.locator('h1').waitFor()
      assert.equal(new URL(page.url()).pathname, '/console/mail/texts/invitation')
    },
  )
}
