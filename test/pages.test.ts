import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { languages } from '../src/i18n/catalogue.ts'
import { servePages } from '../tools/page-server.ts'
import { screens } from '../tools/samples.ts'
import { assertAccessible } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { needs } from './support/parts.ts'

const names = Object.keys(screens)
const accent = '#2f7d5b'

/** Widths, schemes and settings: every pair of values is in at least one row. */
const settings: (BrowserContextOptions & { text?: number })[] = [
  { viewport: { width: 360, height: 640 }, colorScheme: 'dark', text: 2 },
  { viewport: { width: 768, height: 900 }, colorScheme: 'light', text: 2, reducedMotion: 'reduce' },
  { viewport: { width: 1440, height: 900 }, colorScheme: 'dark', forcedColors: 'active' },
  { viewport: { width: 320, height: 640 }, colorScheme: 'light', forcedColors: 'active' },
  { viewport: { width: 768, height: 900 }, colorScheme: 'dark', reducedMotion: 'reduce' },
  { viewport: { width: 1440, height: 900 }, colorScheme: 'light', text: 2 },
]

interface Found {
  /** The page's horizontal scroll distance, in pixels. */
  sideways: number
  /** Targets smaller than 24 by 24 pixels, without links inside a sentence. */
  small: string[]
}

const look = `(() => {
  const targets = [...document.querySelectorAll('a, button, input, summary')]
  const small = targets.filter((it) => {
    const { width, height } = it.getBoundingClientRect()
    const shown = width > 1 && height > 1
    return shown && !it.matches('.skip, p a') && (width < 24 || height < 24)
  })
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    small: small.map((it) => it.outerHTML),
  }
})()`

async function assertFits(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate<Found>(look), { sideways: 0, small: [] }, where)
}

/** A tab with these settings. Collects its requests to other origins and its errors. */
async function openTab(browser: Browser, options: BrowserContextOptions, origin: string) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`asked for ${request.url()}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

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

async function serve() {
  const served = await servePages(accent)
  return { ...served, [Symbol.asyncDispose]: async () => served.close() }
}
