import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { languages } from '../src/i18n/catalogue.ts'
import { screens } from '../tools/samples.ts'
import { assertAccessible } from './support/axe.ts'
import { assertFits, openTab, serve, settings } from './support/every-page.ts'
import { openBrowser } from './support/browser.ts'
import { needs } from './support/parts.ts'

const names = Object.keys(screens)
describe('every page', needs('chromium'), () => {
  for (const tag of ['en', 'ar']) {
    test(`in ${tag}: the same holds at every width, in dark mode, enlarged, and in forced colours`, async () => {
      await using served = await serve()
      await using browser = await openBrowser()
      for (const [row, { text = 1, ...options }] of settings.entries()) {
        await using tab = await openTab(browser, options, served.url)
        for (const name of names.filter((_, at) => at % settings.length === row)) {
          await tab.page.goto(`${served.url}/${tag}/${name}`)
          await tab.page.evaluate(`document.documentElement.style.fontSize = '${text * 100}%'`)
          const where = `${name} in ${tag}, ${JSON.stringify({ text, ...options })}`
          await assertFits(tab.page, where)
          await assertAccessible(tab.page, where)
        }
      }
    })
  }

  test('without JavaScript it fits and has no errors', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    const options = { viewport: { width: 360, height: 640 }, javaScriptEnabled: false }
    await using tab = await openTab(browser, options, served.url)
    for (const name of names) {
      await tab.page.goto(`${served.url}/en/${name}`)
      const hidden = await tab.page.locator('[data-copy]:visible, [data-reveal]:visible').count()
      assert.equal(hidden, 0, `${name} shows a button that does nothing`)
    }
    assert.deepEqual(tab.complaints, [])
  })

  test('the first load is at most 60 kB in all', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    for (const name of ['invitation', 'account-failed', 'hand-off-desktop']) {
      await using tab = await openTab(browser, {}, served.url)
      let bytes = 0
      const counted: Promise<unknown>[] = []
      tab.page.on('response', (response) => {
        counted.push(response.body().then((body) => (bytes += body.length)))
      })
      await tab.page.goto(`${served.url}/ar/${name}`, { waitUntil: 'networkidle' })
      await Promise.all(counted)
      assert.ok(counted.length >= 4 && bytes <= 60_000, `${name}: ${bytes} bytes`)
    }
  })
})

test('every page in every language is valid HTML', async () => {
  await using served = await serve()
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
    // Files come from the page's own origin, under names with a hash.
    rules: { 'require-sri': 'off', 'doctype-style': 'off' },
  })
  for (const tag of languages) {
    for (const name of names) {
      const reply = await fetch(`${served.url}/${tag}/${name}`)
      const { results } = await validator.validateString(await reply.text())
      assert.deepEqual(
        results.flatMap(({ messages }) =>
          messages.map(({ line, message }) => `${line} ${message}`),
        ),
        [],
        `${name} in ${tag}`,
      )
    }
  }
})
