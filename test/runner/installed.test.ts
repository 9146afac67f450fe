import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from '../../tools/programs.ts'

const root = process.getuid?.() === 0
const SPACES = [...(root ? [] : ['--user', '--map-root-user']), '--mount']

/** Mounts a writable copy of /etc over the real one. */
const SET_UP = `mount -t tmpfs tmpfs "$0"
cp -a /etc/. "$0" 2>/dev/null || true
mount --bind "$0" /etc`

async function enter(after: string, ...args: string[]) {
  const copy = mkdtempSync(join(tmpdir(), 'latchkey-etc-'))
  return run('unshare', [...SPACES, 'sh', '-ec', `${SET_UP}\n${after}`, copy, ...args])
}

const tried = await enter('mkdir -p /etc/latchkey').catch((error: unknown) => ({
  ok: false,
  output: String(error),
}))
const parts = tried.ok ? {} : { skip: `no namespaces for mounts: ${tried.output}` }

interface Met {
  code: number
  printed: string
  /** The decoys with a connection. */
  met: string[]
}

test(
  'the tests of the command line never touch what is installed on the machine',
  parts,
  async () => {
    const files = ['test/cli.test']
    const { ok, output } = await enter(
      'exec "$@"',
      process.execPath,
      'test/runner/decoys.ts',
      ...files,
    )
    assert.ok(ok, output)
    const { command, tests } = JSON.parse(output) as Record<'command' | 'tests', Met>
    assert.ok(
      command.met.includes('the database'),
      'a command in an empty folder does meet the decoy',
    )
    assert.deepEqual([tests.code, tests.met], [0, []], tests.printed)
    assert.match(tests.printed, /✔ test\/cli\.test\.ts/)
  },
)
