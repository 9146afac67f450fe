import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { languages } from '../src/i18n/catalogue.ts'
import { screens } from '../tools/samples.ts'
import { assertAccessible } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { assertFits, openTab, serve } from './support/every-page.ts'
import { needs } from './support/parts.ts'

const names = Object.keys(screens)

describe('every page', needs('chromium'), () => {
  for (const tag of languages) {
    test(`in ${tag}: axe finds nothing, the page fits a phone, and no request leaves the origin`, async () => {
      await using served = await serve()
      await using browser = await openBrowser()
      const phone = { viewport: { width: 360, height: 640 } }
      await using tab = await openTab(browser, phone, served.url)
      for (const name of names) {
        await tab.page.goto(`${served.url}/${tag}/${name}`)
        await assertFits(tab.page, `${name} in ${tag}`)
        await assertAccessible(tab.page, `${name} in ${tag}`)
      }
      assert.deepEqual(tab.complaints, [])
    })
  }
})
