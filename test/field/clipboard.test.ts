import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../support/parts.ts'
import { showPages } from '../support/shown-pages.ts'

const script = 'navigator.clipboard.writeText = () => Promise.reject(new Error())'

describe('a button that copies', needs('chromium'), () => {
  const open = showPages()

  for (const [name, text] of [
    ['hand-off-desktop', '@ana:garden.example'],
    ['hand-over', 'g4LHyNTl7BaO'],
    ['matrix-rooms', '#welcome:garden.example'],
  ] as const) {
    test(`says "Copied" only after the clipboard took it: ${name}`, async () => {
      const page = await open(name, { script })
      await page.locator('[data-copy]').first().click()
      await page.getByText('Not copied, but selected').waitFor()
      assert.equal(await page.evaluate('getSelection().toString()'), text)
      assert.equal(await page.getByText('Copied', { exact: true }).count(), 0)
      const overflow = 'document.documentElement.scrollWidth > innerWidth'
      assert.equal(await page.evaluate(overflow), false)
    })
  }
})
