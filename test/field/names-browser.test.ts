import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'
const phone = { viewport: { width: 360, height: 640 } }

const nameOf = (page: Page) => page.locator('#name')
const submit = (page: Page) => page.locator('button.main').click()

/** The visible characters of an element, line by line, in the order from left to right. */
const drawn = (selector: string) => `(() => {
  const element = document.querySelector('${selector}')
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const { data } = walker.currentNode
    for (let at = 0; at < data.length; at++) {
      const range = document.createRange()
      range.setStart(walker.currentNode, at)
      range.setEnd(walker.currentNode, at + 1)
      const { left, top, width } = range.getBoundingClientRect()
      if (width > 0) found.push({ sign: data[at], left, top })
    }
  }
  found.sort((one, other) => one.top - other.top || one.left - other.left)
  return found.map(({ sign }) => sign).join('')
})()`

describe('a name in the browser', needs('synapse', 'chromium'), () => {
  let browser: Browser
  let portal: TestPortal
  let code: string
  before(async () => {
    browser = await openBrowser()
    portal = await openPortal()
    code = (await portal.invite({ uses: null })).code
  })
  after(async () => {
    await browser.close()
    await portal[Symbol.asyncDispose]()
  })

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ ...phone, ...options })
    const page = await context.newPage()
    await page.goto(`${portal.url}/i/${code}/account`)
    return page
  }

  test('is offered as a button while it is typed', async () => {
    const page = await open()
    const name = newName()
    await nameOf(page).fill(`${name} Maria`)
    await page.getByText('A name can’t have spaces.').waitFor()
    await page.getByRole('button', { name: `${name}.maria` }).click()
    assert.equal(await nameOf(page).inputValue(), `${name}.maria`)
    await page.locator('#password').fill(password)
    await submit(page)
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
    await page.context().close()
  })

  for (const javaScriptEnabled of [true, false]) {
    const way = javaScriptEnabled ? 'with' : 'without'
    test(`stands corrected in the field after the form, ${way} JavaScript`, async () => {
      const page = await open({ javaScriptEnabled })
      const name = newName()
      const fill = async () => {
        await page.locator('#password').fill(password)
        if (!javaScriptEnabled) await page.locator('#confirm').fill(password)
        await submit(page)
      }
      await nameOf(page).fill(`${name}@mail.example`)
      await fill()
      await page.locator('#name-error').getByText('Please leave out @mail.example.').waitFor()
      await page.getByText(`We put ${name} into the field for you.`).waitFor()
      assert.equal(await nameOf(page).inputValue(), name)
      if (javaScriptEnabled) await assertAccessible(page, 'a corrected name')
      await fill()
      await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
      await page.context().close()
    })
  }

  test('that is taken leads to others by links, without JavaScript', async () => {
    const taken = newName()
    await join(newVisitor(portal.url), code, { name: taken, password })
    const page = await open({ javaScriptEnabled: false })
    await nameOf(page).fill(taken)
    await page.locator('#password').fill(password)
    await page.locator('#confirm').fill(password)
    await submit(page)
    const other = page.locator('#offers a').first()
    const name = await other.innerText()
    await other.click()
    await page.waitForURL(/\?name=/)
    assert.equal(await nameOf(page).inputValue(), name)
    await page.context().close()
  })

  test('and its wrong part keep their direction in an Arabic sentence', async () => {
    const page = await open({ locale: 'ar' })
    const name = newName()
    await nameOf(page).fill(`${name}@mail.example`)
    const said = page.locator('#name-said')
    await said.getByText('mail.example').waitFor()
    assert.match(await page.evaluate(drawn('#name-said')), /@mail\.example/)
    await page.locator('#password').fill(password)
    await submit(page)
    await page.locator('#name-error').waitFor()
    assert.match(await page.evaluate(drawn('#name-error')), /@mail\.example/)
    assert.match(await page.evaluate(drawn('#name-offered')), new RegExp(name))
    await page.context().close()
  })
})
