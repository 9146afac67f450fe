import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { consoleScreens } from '../../tools/console-samples.ts'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { assertFits, openTab, serve, settings } from '../support/every-page.ts'
import { needs } from '../support/parts.ts'

const names = Object.keys(consoleScreens)

describe('every page of the console', needs('chromium'), () => {
  for (const [tag, width] of [
    ['en', 320],
    ['ar', 360],
  ] as const) {
    test(`in ${tag}, ${width} pixels wide: axe finds nothing, it fits, and nothing leaves the origin`, async () => {
      await using served = await serve()
      await using browser = await openBrowser()
      await using tab = await openTab(browser, { viewport: { width, height: 700 } }, served.url)
      for (const name of names) {
        await tab.page.goto(`${served.url}/${tag}/${name}`)
        await assertFits(tab.page, `${name} in ${tag}`)
        await assertAccessible(tab.page, `${name} in ${tag}`)
      }
      assert.deepEqual(tab.complaints, [])
    })
  }

  test('in German on a phone, and on the widest screen, it fits', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    for (const [tag, width] of [
      ['de', 360],
      ['en', 1920],
    ] as const) {
      await using tab = await openTab(browser, { viewport: { width, height: 700 } }, served.url)
      for (const name of names) {
        await tab.page.goto(`${served.url}/${tag}/${name}`)
        await assertFits(tab.page, `${name} in ${tag}`)
      }
      assert.deepEqual(tab.complaints, [])
    }
  })

  test('the same holds in dark mode, enlarged, in forced colours and from right to left', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    for (const [row, { text = 1, ...options }] of settings.entries()) {
      await using tab = await openTab(browser, options, served.url)
      for (const [at, name] of names.entries()) {
        if (at % settings.length !== row) continue
        for (const tag of ['en', 'ar']) {
          await tab.page.goto(`${served.url}/${tag}/${name}`)
          await tab.page.evaluate(`document.documentElement.style.fontSize = '${text * 100}%'`)
          const where = `${name} in ${tag}, ${JSON.stringify({ text, ...options })}`
          await assertFits(tab.page, where)
          if (tag === 'en') await assertAccessible(tab.page, where)
        }
      }
    }
  })

  test('without JavaScript no button is shown that does nothing', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    const options = { viewport: { width: 360, height: 640 }, javaScriptEnabled: false }
    await using tab = await openTab(browser, options, served.url)
    for (const name of names) {
      await tab.page.goto(`${served.url}/en/${name}`)
      const idle = '[data-copy]:visible, [data-share]:visible, [data-print]:visible'
      assert.equal(await tab.page.locator(idle).count(), 0, name)
      const idler = await tab.page.locator('button[type="button"]:visible').count()
      assert.equal(idler, 0, name)
    }
    assert.deepEqual(tab.complaints, [])
  })

  test('the first page is at most 60 kB in all, of which scripts at most 15 kB', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    for (const name of ['console-home-full', 'console-invite']) {
      await using tab = await openTab(browser, {}, served.url)
      const loaded: Promise<[url: string, bytes: number]>[] = []
      tab.page.on('response', (response) => {
        loaded.push(response.body().then((body) => [response.url(), body.length]))
      })
      await tab.page.goto(`${served.url}/en/${name}`, { waitUntil: 'networkidle' })
      const files = await Promise.all(loaded)
      const total = (of: RegExp) =>
        files.reduce((sum, [url, bytes]) => sum + (of.test(url) ? bytes : 0), 0)
      assert.ok(files.length >= 6 && total(/./) <= 60_000, `${name}: ${total(/./)} bytes`)
      assert.ok(total(/\.js$/) <= 15_000, `${name}: ${total(/\.js$/)} bytes of scripts`)
    }
  })

  test('ten cards are on a sheet of A4', async () => {
    await using served = await serve()
    await using browser = await openBrowser()
    await using tab = await openTab(browser, {}, served.url)
    await tab.page.goto(`${served.url}/en/console-cards`)
    const pdf = (await tab.page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
    // Twelve cards.
    assert.equal(/\/Type \/Pages[^]*?\/Count (\d+)/.exec(pdf)?.[1], '2')
    await tab.page.emulateMedia({ media: 'print' })
    assert.equal(await tab.page.locator('.bar:visible, .tools:visible').count(), 0)
    assert.ok(await tab.page.getByText('https://chat.garden.example').first().isVisible())
  })
})

test('every page of the console is valid HTML', async () => {
  await using served = await serve()
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
    rules: { 'require-sri': 'off', 'doctype-style': 'off' },
  })
  for (const tag of ['en', 'de', 'ar']) {
    for (const name of names) {
      const reply = await fetch(`${served.url}/${tag}/${name}`)
      const { results } = await validator.validateString(await reply.text())
      const found = results.flatMap(({ messages }) =>
        messages.map(({ line, message }) => `${line} ${message}`),
      )
      assert.deepEqual(found, [], `${name} in ${tag}`)
    }
  }
})
