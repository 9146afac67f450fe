// Passes one test and skips a suite. Only test/runner/rules.test.ts runs it.
import { describe, test } from 'node:test'

test('passes', () => {})

describe('a suite', { skip: 'the moon is missing' }, () => {
  test('is never registered', () => {})
})
