import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { servePages } from '../../tools/page-server.ts'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'

describe('a button that copies', needs('chromium'), () => {
  let browser: Browser
  let served: Awaited<ReturnType<typeof servePages>>
  before(async () => {
    browser = await openBrowser()
    served = await servePages('#c2410c')
  })
  after(async () => {
    await browser.close()
    served.close()
  })

  for (const [name, text] of [
    ['hand-off-desktop', '@ana:garden.example'],
    ['hand-over', 'g4LHyNTl7BaO'],
    ['matrix-rooms', '#welcome:garden.example'],
  ] as const) {
    test(`says "Copied" only after the clipboard took it: ${name}`, async () => {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
      await page.addInitScript('navigator.clipboard.writeText = () => Promise.reject(new Error())')
      await page.goto(`${served.url}/en/${name}`)
      await page.locator('[data-copy]').first().click()
      await page.getByText('Not copied, but selected').waitFor()
      assert.equal(await page.evaluate('getSelection().toString()'), text)
      assert.equal(await page.getByText('Copied', { exact: true }).count(), 0)
      const overflow = 'document.documentElement.scrollWidth > innerWidth'
      assert.equal(await page.evaluate(overflow), false)
      await page.close()
    })
  }
})
