import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sabotages } from './sabotages.ts'

test('every sabotage finds the line that it breaks', () => {
  const lost = sabotages.filter(({ file, from }) => !readFileSync(file, 'utf8').includes(from))
  assert.deepEqual(
    lost.map(({ what }) => what),
    [],
  )
})
