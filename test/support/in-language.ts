import assert from 'node:assert/strict'
import { test } from 'node:test'
import { screens } from '../../tools/samples.ts'
import { assertAccessible } from './axe.ts'
import { openBrowser } from './browser.ts'
import { assertFits, openTab, serve } from './every-page.ts'

/** Tests every page in these languages. Half of them take as long as a file of tests should. */
export function testEveryPageIn(languages: readonly string[]): void {
  for (const tag of languages) {
    test(`in ${tag}: axe finds nothing, the page fits a phone, and no request leaves the origin`, async () => {
      await using served = await serve()
      await using browser = await openBrowser()
      const phone = { viewport: { width: 360, height: 640 } }
      await using tab = await openTab(browser, phone, served.url)
      for (const name of Object.keys(screens)) {
        await tab.page.goto(`${served.url}/${tag}/${name}`)
        await assertFits(tab.page, `${name} in ${tag}`)
        await assertAccessible(tab.page, `${name} in ${tag}`)
      }
      assert.deepEqual(tab.complaints, [])
    })
  }
}
