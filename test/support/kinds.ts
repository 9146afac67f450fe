import assert from 'node:assert/strict'
import type { ValueType, Raw } from '../../src/config/option.ts'

/** Each text is read as the value beside it; paths are relative to /etc. */
export function reads<T>(kind: ValueType<T>, cases: [Raw, T][]) {
  for (const [raw, expected] of cases)
    assert.deepEqual(kind.read(raw, '/etc'), expected, String(raw))
}

/** No such text is read. */
export function refuses(kind: ValueType<unknown>, cases: Raw[]) {
  for (const raw of cases) assert.equal(kind.read(raw, '/etc'), undefined, JSON.stringify(raw))
}
