import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { screens } from '../tools/samples.ts'
import { needs } from './support/parts.ts'
import { showPages } from './support/shown-pages.ts'

/** Visible buttons, fields and standalone links with a height below 44 px. */
// A checkbox is hit by its label.
const low = `[...document.querySelectorAll('button, .button, input, summary, .links a')]
  .map((one) => (one.type === 'checkbox' ? one.labels[0] : one))
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML)`

const nameOf = (page: Page) => page.getByLabel('Name', { exact: true })
const passwordOf = (page: Page) => page.getByLabel('Password', { exact: true })
const dateOn = (page: Page) => page.locator('time').innerText()

/** A response that keeps the browser on the page. */
const stay = (route: Route) => route.fulfill({ status: 204 })

describe('the pages and their script', needs('chromium'), () => {
  const open = showPages()

  test('a taken name is reported after a pause, with other names to pick', async () => {
    const page = await open('account')
    await nameOf(page).fill('ana')
    await page.getByText('ana is taken.').waitFor()
    await page.getByRole('button', { name: 'ana27' }).click()
    await page.getByText('ana27 looks free.').waitFor()
    assert.equal(await nameOf(page).inputValue(), 'ana27')
    assert.equal(await page.getByText('These may be free').isVisible(), false)
  })

  test('a failed name check shows nothing', async () => {
    const page = await open('account')
    await page.route('**/name?*', (route) => route.fulfill({ status: 429, body: 'busy' }))
    const answered = page.waitForResponse(/name\?/)
    await nameOf(page).fill('ana')
    await answered
    assert.equal(await page.locator('#name-said').textContent(), '')
  })

  test('a pasted address becomes the name, in lower case, with a note', async () => {
    const page = await open('account')
    await nameOf(page).fill('@Ana:Garden.example')
    await nameOf(page).blur()
    assert.equal(await nameOf(page).inputValue(), 'ana')
    await page.getByText('Capital letters become small ones: ana').waitFor()
  })

  test('an address of another server is left to the form', async () => {
    const page = await open('account')
    await nameOf(page).fill('@ana:example.org')
    await nameOf(page).blur()
    assert.equal(await nameOf(page).inputValue(), 'ana:example.org')
  })

  test('the password can be shown, and is hidden again when the form is sent', async () => {
    const page = await open('account')
    await nameOf(page).fill('ana')
    await passwordOf(page).fill('correct horse battery')
    await page.getByRole('button', { name: 'Show password' }).click()
    assert.equal(await passwordOf(page).getAttribute('type'), 'text')
    await page.route('**/i/*/account', stay)
    await page.getByRole('button', { name: 'Create my account' }).click()
    assert.equal(await passwordOf(page).getAttribute('type'), 'password')
  })

  test('the form is sent once, however often its button is pressed', async () => {
    const page = await open('account')
    let sent = 0
    await page.route('**/i/*/account', (route) => {
      sent++
      return stay(route)
    })
    await nameOf(page).fill('ana')
    await passwordOf(page).fill('correct horse battery')
    await page.locator('button.main').click()
    await page.getByRole('button', { name: 'One moment…' }).click({ force: true })
    await passwordOf(page).press('Enter')
    assert.equal(sent, 1)
  })

  test('the button copies the address and confirms it', async () => {
    const page = await open('hand-off-android', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    assert.equal(copied, '@ana:garden.example')
  })

  test('dates are in the visitor’s time zone with the script, otherwise in the operator’s, named', async () => {
    const timezoneId = 'Asia/Tokyo'
    assert.match(await dateOn(await open('invitation', { timezoneId })), /13 June 2026 at 01:00$/)
    const plain = await open('invitation', { timezoneId, javaScriptEnabled: false })
    assert.match(await dateOn(plain), /12 June 2026 at 17:00 WEST$/)
  })

  test('the menu of languages opens and closes by keyboard', async () => {
    const page = await open('invitation')
    await page.getByText('English').first().press('Enter')
    await page.getByRole('link', { name: 'Deutsch' }).focus()
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('link', { name: 'Deutsch' }).isVisible(), false)
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'SUMMARY')
  })

  test('without the script the password is required twice', async () => {
    const page = await open('account', { javaScriptEnabled: false })
    assert.ok(await page.getByLabel('once more').isVisible())
  })

  test('every button, field and standalone link is at least 44 px high', async () => {
    const page = await open('home')
    for (const name of Object.keys(screens)) {
      await page.goto(`/en/${name}`)
      assert.deepEqual(await page.evaluate(low), [], name)
    }
  })

  test('a printed invitation is a card with its code, and a printed welcome has the facts only', async () => {
    const page = await open('invitation')
    await page.emulateMedia({ media: 'print' })
    assert.ok(await page.getByAltText('QR code').isVisible())
    assert.ok(await page.getByText('Invitation code: k7wq-3mhd-x9tp-4cva').isVisible())
    assert.equal(await page.getByRole('link').count(), 0)
    await page.goto('/en/hand-off-desktop')
    assert.ok(await page.getByText('If an app asks').isVisible())
    assert.equal(await page.getByRole('link').count(), 0)
  })

  test('the bar beside the operator’s words stands where each paragraph begins', async () => {
    const page = await open('invitation')
    const sides = await page.evaluate(`['كن لطيفا', 'Be kind'].map((words) => {
      const paragraph = document.querySelector('.rules p')
      paragraph.textContent = words
      const { borderLeftWidth: left, borderRightWidth: right } = getComputedStyle(paragraph)
      return { left, right }
    })`)
    assert.deepEqual(sides, [
      { left: '0px', right: '3px' },
      { left: '3px', right: '0px' },
    ])
  })

  test('the script is smaller than 8 kB', async () => {
    const page = await open('home')
    const script = await page.request.get('/static/portal.js')
    assert.ok((await script.body()).length < 8000)
  })
})
