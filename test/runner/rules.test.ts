import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeRaised } from '../../tools/raised-limits.ts'
import { NEWEST } from '../../tools/synapse-install.ts'
import { startRun } from './run.ts'

async function runOf(fixture: string, env: NodeJS.ProcessEnv = {}) {
  using run = startRun([`test/runner/${fixture}.fixture.ts`], env)
  const code = await run.ended
  return { code, printed: run.printed() }
}

test('a suite that is skipped is reported with its reason, and counted', async () => {
  const { code, printed } = await runOf('skipped')
  assert.equal(code, 0, printed)
  assert.match(printed, /^Skipped: test\/runner\/skipped\.fixture\.ts: all of “a suite”: the moon/m)
  assert.match(printed, /^1 passed, 0 failed, 1 skipped$/m)
})

test('with CI=true a skipped suite fails the run', async () => {
  const { code, printed } = await runOf('skipped', { CI: 'true' })
  assert.equal(code, 1, printed)
  assert.match(printed, /^✖ CI=true allows no skipped test or suite$/m)
  assert.match(printed, /^1 passed, 1 failed, 1 skipped$/m)
})

test('a file without a test fails the run', async () => {
  const { code, printed } = await runOf('empty')
  assert.equal(code, 1, printed)
  assert.match(printed, /^✖ test\/runner\/empty\.fixture\.ts has no test$/m)
})

test('a file that ends before it has registered a test fails the run', async () => {
  const { code, printed } = await runOf('crashed')
  assert.equal(code, 1, printed)
  assert.match(printed, /no test is registered yet/)
  assert.match(printed, /^0 passed, 1 failed$/m)
})

test('a pattern that no file matches fails the run', async () => {
  using run = startRun(['no-such-file'])
  assert.equal(await run.ended, 1)
  assert.match(run.printed(), /^✖ No test file matches no-such-file$/m)
})

/** A cache with an installed Synapse that doesn't start. */
function brokenSynapse(): string {
  const cache = mkdtempSync(join(tmpdir(), 'cache-'))
  const bin = join(cache, 'latchkey', `synapse-${NEWEST.version}`, 'bin')
  mkdirSync(bin, { recursive: true })
  const script = '#!/bin/sh\n[ "$1" = -c ] && exit 0\necho It is broken.; exit 1\n'
  writeFileSync(join(bin, 'python'), script, { mode: 0o755 })
  return cache
}

test('a part that is installed and does not start fails the run, and doesn’t count as missing', async () => {
  const { code, printed } = await runOf('needy', { XDG_CACHE_HOME: brokenSynapse() })
  assert.equal(code, 1, printed)
  assert.match(printed, /✖ .*python did not start:\nIt is broken\.\n/)
  assert.match(printed, /^0 passed, 1 failed$/m)
})

test('a part that TEST_WITHOUT excludes is reported, and tests that need it are skipped', async () => {
  const { code, printed } = await runOf('needy', { TEST_WITHOUT: 'synapse' })
  assert.equal(code, 0, printed)
  assert.match(printed, /^Not here: synapse\. TEST_WITHOUT hides it\.$/m)
  assert.match(printed, /^0 passed, 0 failed, 1 skipped$/m)
})

test('CONTRIBUTING.md has the table of raised limits', async () => {
  const page = await readFile('CONTRIBUTING.md', 'utf8')
  assert.ok(squeeze(page).includes(squeeze(describeRaised())), describeRaised())
})

/** A table, without the spaces that the formatter adds. */
function squeeze(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')
}
