import { after, before } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { servePages } from '../../tools/page-server.ts'
import { openBrowser } from './browser.ts'

const phone = { viewport: { width: 360, height: 640 } }

interface Opening extends BrowserContextOptions {
  /** Runs before the page's own script. */
  script?: string
}

/** Opens a page of tools/samples.ts, in English, in a new window of a phone's size. */
type OpenPage = (name: string, opening?: Opening) => Promise<Page>

/** For a suite: a browser and all pages, closed after its last test. */
export function showPages(): OpenPage {
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
  return async (name, { script, ...options } = {}) => {
    const context = await browser.newContext({ ...phone, baseURL: served.url, ...options })
    const page = await context.newPage()
    if (script !== undefined) await page.addInitScript(script)
    await page.goto(`/en/${name}`)
    return page
  }
}
