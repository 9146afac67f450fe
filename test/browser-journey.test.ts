import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { needs, synapse } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { login, newName } from './support/synapse-client.ts'

const password = 'correct horse battery'
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const wide = { viewport: { width: 1440, height: 900 } }

/** A page in a new browser session, and its requests to other origins. */
async function openPage(browser: Browser, options: BrowserContextOptions, portal: string) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const strays: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(portal)) strays.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, strays, errors, close: () => context.close() }
}

describe('the journey in a browser', needs('synapse', 'chromium'), () => {
  const ways: [string, BrowserContextOptions][] = [
    ['on a phone', phone],
    ['on a wide screen', wide],
    ['on a phone without JavaScript', { ...phone, javaScriptEnabled: false }],
    ['on a wide screen without JavaScript', { ...wide, javaScriptEnabled: false }],
  ]
  for (const [way, options] of ways) {
    test(`from the link to an account and its hand-off, ${way}`, async () => {
      await using portal = await openPortal()
      await using browser = await openBrowser()
      const { code } = await portal.invite()
      const { page, strays, errors } = await openPage(browser, options, portal.url)
      const script = options.javaScriptEnabled !== false
      const name = newName()

      await page.goto(`${portal.url}/i/${code}`)
      if (script) await assertAccessible(page, 'invitation')
      await page.getByRole('link', { name: 'Create my account' }).click()
      await page.getByRole('heading', { level: 1, name: 'Create your account' }).waitFor()
      if (script) await assertAccessible(page, 'account')
      await page.getByLabel('Name', { exact: true }).fill(name.toUpperCase())
      await page.getByLabel('Password', { exact: true }).fill(password)
      if (!script) await page.getByLabel('once more').fill(password)
      await page.getByRole('button', { name: 'Create my account' }).click()

      await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
      if (script) await assertAccessible(page, 'hand-off')
      await page.reload()
      const said = await page.getByRole('main').innerText()
      assert.ok(said.includes(`@${name}:${synapse().serverName}`))
      assert.ok(!(await page.content()).includes(password))
      await page.goto(`${portal.url}/i/${code}`)
      assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /You already made/)

      const user = `@${name}:${synapse().serverName}`
      assert.equal(await login(synapse().url, name, password), user)
      assert.deepEqual(strays, [])
      assert.deepEqual(errors, [])
    })
  }

  test('a failed form keeps the name, drops the password and links to the error', async () => {
    await using portal = await openPortal()
    await using browser = await openBrowser()
    const { code } = await portal.invite()
    const { page } = await openPage(browser, phone, portal.url)
    await page.goto(`${portal.url}/i/${code}/account`)
    await page.getByLabel('Name', { exact: true }).fill('admin')
    await page.getByLabel('Password', { exact: true }).fill('1234567890')
    await page.getByRole('button', { name: 'Create my account' }).click()
    const summary = page.getByRole('alert')
    await summary.waitFor()
    assert.ok(await summary.evaluate((element) => element === element.ownerDocument.activeElement))
    await assertAccessible(page, 'failed form')
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'admin')
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
    await summary.getByRole('link').first().click()
    assert.equal(await page.evaluate('document.activeElement.id'), 'name')
  })

  test('a newcomer signs up by keyboard alone and always sees the focus', async () => {
    await using portal = await openPortal()
    await using browser = await openBrowser()
    const { code } = await portal.invite()
    const { page } = await openPage(browser, wide, portal.url)
    const name = newName()
    await page.goto(`${portal.url}/i/${code}`)
    await tabTo(page, 'Create my account')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Create your account' }).waitFor()
    await tabTo(page, 'name')
    await page.keyboard.type(name)
    await tabTo(page, 'password')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
    const user = `@${name}:${synapse().serverName}`
    assert.equal(await login(synapse().url, name, password), user)
  })

  test('each state page has its heading and is accessible in the browser', async () => {
    await using portal = await openPortal({ homeserverUrl: 'http://127.0.0.1:1' })
    await using browser = await openBrowser()
    const { page } = await openPage(browser, phone, portal.url)
    const opensAt = Date.now() + 3_600_000
    const scheduled = await portal.invite({ opensAt })
    const states: [string, string][] = [
      ['/i/none-of-ours', 'We can’t find this invitation'],
      [`/i/${scheduled.code}`, 'This invitation opens'],
      ['/nowhere', 'This page doesn’t exist'],
    ]
    for (const [path, heading] of states) {
      await page.goto(portal.url + path)
      assert.match(await page.getByRole('heading', { level: 1 }).innerText(), new RegExp(heading))
      await assertAccessible(page, path)
    }
  })
})

/** Presses Tab until the element with this text or id has focus; every focus must be visible. */
async function tabTo(page: Page, target: string): Promise<void> {
  for (let stop = 0; stop < 40; stop++) {
    await page.keyboard.press('Tab')
    const { text, outline } = await page.evaluate<{ text: string; outline: boolean }>(`(() => {
      const it = document.activeElement
      const seen = [it, it.parentElement].some((element) => {
        const style = getComputedStyle(element)
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      })
      return { text: it.id || it.textContent.trim(), outline: seen }
    })()`)
    assert.ok(outline, `the focus can be seen on ${text}`)
    if (text === target) return
  }
  assert.fail(`Tab never reached ${target}`)
}
