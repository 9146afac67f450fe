import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { configurationDocument } from './document.ts'

test('docs/configuration.md says what the table of options says (npm run docs)', () => {
  const written = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  assert.ok(written === configurationDocument(), 'it is stale: npm run docs')
})
