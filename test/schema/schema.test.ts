import assert from 'node:assert/strict'
import { test } from 'node:test'
import { examine, installSchemathesis } from './schemathesis.ts'

const installed = await installSchemathesis()
const skip = 'missing' in installed && installed.missing

test(
  'schemathesis finds no 5xx, and no answer that the OpenAPI document lacks',
  { skip },
  async () => {
    if ('missing' in installed) return
    const { ok, output, cases } = await examine(installed.bin, 10, 1)
    assert.ok(ok, output)
    assert.ok(cases > 300, output)
  },
)
