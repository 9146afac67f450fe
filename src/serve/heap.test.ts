import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

test('V8 still knows the flags that keep the heap small', () => {
  const source = readFileSync(new URL('heap.ts', import.meta.url), 'utf8')
  const flags = [...source.matchAll(/'(--[a-z-]+)=/g)].map(([, flag]) => flag ?? '')
  assert.equal(flags.length, 2)
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  for (const flag of flags) assert.ok(known.includes(`${flag} (`), flag)
})
