import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { platform } from 'node:os'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { needs } from '../support/parts.ts'
import { type NestedRun, startRun } from './run.ts'

const BUSY = 'test/runner/busy.fixture.ts'
const BLOCKED = 'test/runner/blocked.fixture.ts'
const ENDS_WITHIN_MS = 10_000

const seen = { skip: platform() !== 'linux' && 'processes are found in /proc' }
const parts = needs('synapse', 'postgres', 'dendrite', 'chromium', 'nginx', 'caddy')

async function assertNobodyLeft(run: NestedRun, withinMs = ENDS_WITHIN_MS): Promise<void> {
  const late = Date.now() + withinMs
  while (run.processes().length > 0 && Date.now() < late) await pause(50)
  assert.deepEqual(run.processes(), [], run.printed())
}

describe('a run of the tests leaves no process behind', seen, () => {
  const kills: Record<string, (run: NestedRun, file: number) => void> = {
    'SIGKILL of the run': ({ child }) => child.kill('SIGKILL'),
    'SIGKILL of a test file': (_, file) => process.kill(file, 'SIGKILL'),
  }
  for (const [title, kill] of Object.entries(kills)) {
    test(`after ${title}`, parts, async () => {
      using run = startRun([BUSY])
      const file = await run.ready()
      assert.ok(run.processes().length > 10)
      kill(run, file)
      await run.ended
      await assertNobodyLeft(run)
    })
  }

  const interrupts: Record<string, (child: ChildProcess) => void> = {
    'Ctrl-C': ({ pid = NaN }) => process.kill(-pid, 'SIGINT'),
    SIGTERM: (child) => child.kill('SIGTERM'),
  }
  for (const [title, interrupt] of Object.entries(interrupts)) {
    test(`after ${title}, even if a file blocks its event loop`, async () => {
      using run = startRun([BLOCKED])
      await run.ready()
      interrupt(run.child)
      assert.equal(await run.ended, 1)
      assert.match(run.printed(), /✖ Interrupted\n/)
      await assertNobodyLeft(run)
      assert.deepEqual(readdirSync(run.folder), [])
    })
  }

  test('after the timeout of a file, even if it blocks its event loop', async () => {
    using run = startRun([BLOCKED], { TEST_FILE_TIMEOUT_MS: '3000' })
    await run.ready()
    assert.equal(await run.ended, 1)
    await assertNobodyLeft(run)
    assert.match(run.printed(), /✖ test\/runner\/blocked\.fixture\.ts.*\n/)
    assert.deepEqual(readdirSync(run.folder), [], 'the folder of an ended run is removed')
  })

  test('and the next run removes the temporary files of a killed one', async () => {
    using run = startRun([BLOCKED])
    await run.ready()
    run.child.kill('SIGKILL')
    await run.ended
    await assertNobodyLeft(run)
    assert.equal(readdirSync(run.folder).length, 1)
    using next = startRun(['src/log.test.ts'], { TMPDIR: run.folder })
    assert.equal(await next.ended, 0, next.printed())
    assert.deepEqual(readdirSync(run.folder), [])
  })
})
