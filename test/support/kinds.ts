import assert from 'node:assert/strict'
import type { ValueType, Raw } from '../../src/config/option.ts'

/** Asserts that each text is parsed to its value; paths are relative to /etc. */
export function reads<T>(kind: ValueType<T>, cases: [Raw, T][]) {
  for (const [raw, expected] of cases)
    assert.deepEqual(kind.read(raw, '/etc'), expected, String(raw))
}

/** Asserts that each text is rejected. */
export function refuses(kind: ValueType<unknown>, cases: Raw[]) {
  for (const raw of cases) assert.equal(kind.read(raw, '/etc'), undefined, JSON.stringify(raw))
}
