import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { freePort } from '../../tools/server.ts'
import { goodPassword, newAccount } from '../homeservers/synapses.ts'
import { newAddress } from '../support/address.ts'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'

const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const wide = { viewport: { width: 1440, height: 900 } }

/** The whole portal at its public URL, with an operator who has an account. */
async function openSite(): Promise<{ portal: TestPortal; operator: string }> {
  const port = await freePort()
  const listen = { host: '127.0.0.1', port }
  const operator = newName('ruth')
  await newAccount(synapse(), { name: operator })
  const settings = {
    public: { url: `http://127.0.0.1:${port}`, listen },
    console: { operators: [`@${operator}:${synapse().serverName}`] },
  }
  return { portal: await openPortal({ settings }), operator }
}

/** A tab of a browser with an address of its own. */
async function openTab(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const extraHTTPHeaders = { 'x-forwarded-for': newAddress() }
  const context = await browser.newContext({ extraHTTPHeaders, ...options })
  return context.newPage()
}

async function signIn(page: Page, portal: TestPortal, user: string): Promise<void> {
  await page.goto(`${portal.url}/console`)
  await page.locator('input[name="user"]').fill(user)
  await page.locator('input[name="password"]').fill(goodPassword)
  await page.locator('form:has(input[name="password"]) button').click()
  await page.getByRole('button', { name: 'New invitation' }).waitFor()
}

/** Makes an account with a link, as a newcomer does. */
async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('link', { name: 'Create my account' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  const again = page.getByLabel('once more')
  if (await again.isVisible()) await again.fill(goodPassword)
  await page.locator('button.main').click()
  await page.getByText(`@${name}`).first().waitFor()
}

describe('the console in a browser', needs('synapse', 'chromium'), () => {
  for (const [way, options] of [
    ['on a phone', phone],
    ['on a wide screen', wide],
    ['on a phone without JavaScript', { ...phone, javaScriptEnabled: false }],
  ] satisfies [string, BrowserContextOptions][]) {
    test(`one press makes a link, somebody joins with it, and the console shows who, ${way}`, async () => {
      const { portal, operator } = await openSite()
      await using _ = portal
      await using browser = await openBrowser()
      const permissions = ['clipboard-read', 'clipboard-write']
      const page = await openTab(browser, { ...options, permissions })
      await signIn(page, portal, operator)
      const script = !('javaScriptEnabled' in options)

      await page.getByRole('button', { name: 'New invitation' }).click()
      const link = await page.getByLabel('The link to send').inputValue()
      assert.match(link, new RegExp(`^${portal.url}/i/\\w{26}$`))
      if (script) {
        await page.getByRole('button', { name: 'Copy link' }).click()
        await page.getByText('Copied').waitFor()
        assert.equal(await page.evaluate('navigator.clipboard.readText()'), link)
        await assertAccessible(page, 'invitation')
      }
      const newcomer = newName('bo')
      await join(await openTab(browser, options), link, newcomer)
      await page.reload()
      await page.getByText(`${newcomer} joined`).first().waitFor()
      await page.getByText('Used up').waitFor()
      await page.getByRole('link', { name: 'People' }).click()
      await page.getByRole('link', { name: newcomer }).click()
      await page.getByText(`@${newcomer}:`).waitFor()
      await page.goBack()
      await page.getByText(operator).first().click()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.goto(`${portal.url}/console`)
      assert.match(page.url(), /sign-in/)
    })
  }

  test('the keyboard alone makes, copies, pauses and opens an invitation again', async () => {
    const { portal, operator } = await openSite()
    await using _ = portal
    await using browser = await openBrowser()
    const permissions = ['clipboard-read', 'clipboard-write']
    const page = await openTab(browser, { ...wide, permissions })
    await signIn(page, portal, operator)
    const press = async (words: string) => {
      for (let steps = 0; steps < 40; steps++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate('document.activeElement.textContent.trim()')
        if (at === words) return page.keyboard.press('Enter')
      }
      assert.fail(`${words} can't be reached`)
    }
    await press('New invitation')
    await page.getByLabel('The link to send').waitFor()
    await press('Copy link')
    await page.getByText('Copied').waitFor()
    await press('Pause')
    await page.getByText('Paused: nobody can join').waitFor()
    await press('Undo')
    await page.getByText('Undone.', { exact: true }).waitFor()
    await press('Delete')
    await page.getByText('This can’t be undone').waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.getByText('This can’t be undone').isVisible(), false)
    await press('Delete')
    await press('Delete for good')
    await page.getByText('No invitations yet').waitFor()
  })

  test('a button that was pressed twice acts once', async () => {
    const { portal, operator } = await openSite()
    await using _ = portal
    await using browser = await openBrowser()
    const page = await openTab(browser, wide)
    await signIn(page, portal, operator)
    await page.getByRole('button', { name: 'New invitation' }).dblclick()
    await page.getByLabel('The link to send').waitFor()
    const made = await portal.app.db.selectFrom('invites').select('id').execute()
    assert.equal(made.length, 1)
  })
})
