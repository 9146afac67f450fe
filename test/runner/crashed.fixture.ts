// Ends before it has registered its test. Only test/runner/rules.test.ts runs it.
import { test } from 'node:test'

if (import.meta.url !== '') throw new Error('no test is registered yet')
test('is never registered', () => {})
