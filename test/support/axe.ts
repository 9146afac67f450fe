import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** All rules of axe, including experimental ones and level AAA. */
const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]))

/**
 * Asserts that axe finds nothing on the current page. It runs in the page, so scripts must be allowed.
 * Legacy mode is enough, because the pages have no frames.
 */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  const builder = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], rules })
  const { violations } = await builder.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  assert.deepEqual(found, [], where)
}

/**
 * Asserts for a page for operators, narrow and dark, wide and light: axe finds nothing with its default
 * rules, and nothing is wider than the window. `show` opens the page in a new tab.
 */
export async function assertNarrowAndWide(
  browser: Browser,
  show: (page: Page) => Promise<unknown>,
  options: BrowserContextOptions = {},
): Promise<void> {
  for (const [width, colorScheme] of [
    [320, 'dark'],
    [1280, 'light'],
  ] as const) {
    const viewport = { width, height: 900 }
    const context = await browser.newContext({ viewport, colorScheme, ...options })
    const page = await context.newPage()
    await show(page)
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
    )
    const over = 'document.documentElement.scrollWidth - innerWidth'
    assert.ok(Number(await page.evaluate(over)) <= 0, `${width}`)
  }
}
