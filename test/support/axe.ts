import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Every rule axe has: experimental ones and those of level AAA, too, and nothing excluded. */
const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]))

/**
 * axe finds nothing on the page as it stands. It runs in the page, so scripts must be allowed; there
 * are no frames, so that it need not open a page of its own for each (legacy mode).
 */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  const builder = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], rules })
  const { violations } = await builder.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  assert.deepEqual(found, [], where)
}
