// Needs a Synapse. Only test/runner/rules.test.ts runs it.
import { test } from 'node:test'
import { needs } from '../support/parts.ts'

test('needs it', needs('synapse'), () => {})
