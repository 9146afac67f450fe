// Starts a program, reports it, and blocks its event loop. Only test/runner/killed.test.ts runs it.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { leash } from '../../tools/leash.ts'

test('an endless loop', () => {
  leash(spawn('sleep', ['600'], { cwd: tmpdir(), detached: true }))
  writeFileSync(join(tmpdir(), 'ready'), String(process.pid))
  for (;;);
})
