import assert from 'node:assert/strict'
import { screens } from '../../tools/samples.ts'
import { assertAccessible } from './axe.ts'
import { openBrowser } from './browser.ts'
import { assertFits, openTab, serve } from './every-page.ts'

/** Asserts of every page in a language that axe finds nothing, that it fits a phone, and that it is alone. */
export async function assertPagesIn(tag: string): Promise<void> {
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
}
