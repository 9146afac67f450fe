import assert from 'node:assert/strict'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { servePages } from '../../tools/page-server.ts'

/** Widths, schemes and settings: every pair of values is in at least one row. */
export const settings: (BrowserContextOptions & { text?: number })[] = [
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
  /** Texts in a column of a few letters; at twice the size of letters that may be. */
  squeezed: string[]
}

const look = `(() => {
  const targets = [...document.querySelectorAll('a, button, input, summary')]
  const small = targets.filter((it) => {
    const { width, height } = it.getBoundingClientRect()
    const shown = width > 1 && height > 1
    return shown && !it.matches('.skip, p a') && (width < 24 || height < 24)
  })
  const isSeen = (it) => it.checkVisibility() && !it.closest('[aria-hidden=true]')
  const range = document.createRange()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const squeezed = []
  const isUsual = getComputedStyle(document.documentElement).fontSize === '16px'
  while (isUsual && texts.nextNode()) {
    const text = texts.currentNode
    range.selectNodeContents(text)
    const pieces = [...range.getClientRects()].filter(({ width }) => width > 0)
    const lines = new Set(pieces.map(({ top }) => top)).size
    const isNarrow = pieces.every(({ width, height }) => width < 2 * height)
    if (lines > 2 && isNarrow && isSeen(text.parentElement)) squeezed.push(text.data.trim())
  }
  return {
    squeezed,
    sideways: document.documentElement.scrollWidth - innerWidth,
    small: small.map((it) => it.outerHTML),
  }
})()`

/** Asserts that nothing is wider than the window, no text is squeezed, and fingers can hit everything. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const fine = { sideways: 0, small: [], squeezed: [] }
  assert.deepEqual(await page.evaluate<Found>(look), fine, where)
}

/** A tab with these settings. Collects its requests to other origins and its errors. */
export async function openTab(browser: Browser, options: BrowserContextOptions, origin: string) {
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

/** All sample pages with a usual accent. */
export async function serve() {
  const served = await servePages('#2f7d5b')
  return { ...served, [Symbol.asyncDispose]: async () => served.close() }
}
