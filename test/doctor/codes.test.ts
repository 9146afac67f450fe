import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findingCodes } from '../../src/shared/finding.ts'

test('every code has its section in docs/doctor.md, and every section a code', () => {
  const text = readFileSync('docs/doctor.md', 'utf8')
  const sections = [...text.matchAll(/^## `(\w+)`$/gm)].map(([, code]) => code)
  assert.deepEqual(sections, [...findingCodes])
})

test('every code is one that something finds', () => {
  const sources = globSync('src/**/*.ts', { exclude: ['src/shared/finding.ts'] })
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  for (const code of findingCodes) {
    assert.match(sources, new RegExp(`(error|warning|notice|fine)\\(\\s*'${code}'`), code)
  }
})
