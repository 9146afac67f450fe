import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { chmod, copyFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { shellActor } from '../../src/model/actor.ts'
import { askListener } from '../../src/shared/ask-listener.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { openApi } from '../support/api.ts'
import { configuration, output, site, workplace, type Workplace } from '../support/command.ts'
import { startServe } from './serving.ts'

const configured = configuration(
  `${site}  listen: 127.0.0.1:0\nprivate:\n  listen: unix:private.sock\nlog:\n  format: json\n`,
)

interface Found {
  code: string
  severity: string
  sentence: string
  advice: string
}

/** What the doctor says of the database. */
async function told(place: Workplace, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await place.runWith(env, 'doctor', '--json')
  const { findings } = JSON.parse(stdout) as { findings: Found[] }
  return findings
    .filter(({ code }) => code === 'database' || code === 'portal_database')
    .map(({ severity, sentence, advice }) => `${severity}: ${sentence} ${advice}`)
    .join('\n')
}

async function ready(place: Workplace): Promise<{ database: string; reason: string }> {
  const { body } = await askListener({ path: join(place.folder, 'private.sock') }, '/ready')
  return JSON.parse(body) as { database: string; reason: string }
}

/** fcntl(2) of a file system that answers every request for a lock and locks nothing. */
const withoutLocks = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
static int pass(const char *name, int fd, int what, void *rest) {
  if (what == F_SETLK || what == F_SETLKW) return 0;
  if (what == F_GETLK) { ((struct flock *)rest)->l_type = F_UNLCK; return 0; }
  return ((int (*)(int, int, void *))dlsym(RTLD_NEXT, name))(fd, what, rest);
}
#define COVER(name) int name(int fd, int what, ...) { \\
  va_list list; va_start(list, what); void *rest = va_arg(list, void *); va_end(list); \\
  return pass(#name, fd, what, rest); }
COVER(fcntl)
COVER(fcntl64)
`

/** Skips, with the reason, where nothing can be compiled. */
function compiling(): { skip: string | false } {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return { skip: false }
  } catch {
    return { skip: 'cc is missing: apt-get install gcc' }
  }
}

test(
  'a file system whose locks exclude nobody is told by the doctor and /ready',
  compiling(),
  async () => {
    await using place = await workplace(configured)
    output(await place.runHere('invite'))
    assert.match(await told(place), /^fine: The database .* can be read and written/)
    const source = await place.write('locks.c', withoutLocks)
    const library = join(place.folder, 'locks.so')
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'])
    const env = { LD_PRELOAD: library }
    assert.match(
      await told(place, env),
      /^error: .* two processes got its write lock .* local disk/,
    )
    await using serving = await startServe(place, env)
    const { database, reason } = await ready(place)
    assert.equal(database, 'unusable')
    assert.match(reason, /two processes got its write lock at once .* local disk/)
    assert.match(String((await serving.said('two processes got its write lock'))['level']), /error/)
  },
)

test('the portal writes on while it tests whether locks exclude others', async () => {
  await using api = await openApi()
  const writing = new AbortController()
  const tested = api.ask('GET', '/ready').finally(() => writing.abort())
  while (!writing.signal.aborted) await createInvite(api.app, {}, shellActor)
  assert.equal((await tested).json.database, 'ok')
})

test('a damaged page is found although the first pages can be read', async () => {
  await using place = await workplace(configured)
  for (let times = 0; times < 3; times++) output(await place.runHere('invite', '--count', '100'))
  const path = join(place.folder, 'latchkey.db')
  const { size } = await stat(path)
  const file = openSync(path, 'r+')
  for (let at = 40 * 4096; at < size; at += 4096) writeSync(file, Buffer.alloc(64, 0xff), 0, 64, at)
  closeSync(file)
  assert.match(await told(place), /^error: .*(damaged|malformed).* restore a backup/)
})

test('a file that is replaced beneath a running portal is told by the doctor and /ready', async () => {
  await using place = await workplace(configured)
  const path = join(place.folder, 'latchkey.db')
  await using serving = await startServe(place)
  assert.equal((await ready(place)).database, 'ok')
  assert.match(
    (await ready(place)).reason,
    /^The homeserver at http:\/\/127\.0\.0\.1:9 does not answer\.$/,
  )
  assert.doesNotMatch(await told(place), /error/, 'a homeserver that is down is no fault of it')
  await copyFile(path, `${path}.copy`)
  await rename(path, `${path}.moved`)
  await rename(`${path}.copy`, path)
  await chmod(path, 0o600)
  // A success holds for a second.
  const unready = await waitFor(10_000, async () => {
    const answer = await ready(place)
    return answer.database === 'unusable' ? answer : undefined
  })
  assert.match(unready?.reason ?? '', /latchkey\.db was removed or replaced .* Restart Latchkey/)
  assert.match(await told(place), /^error: The running portal: .* was removed or replaced/m)
  assert.ok(serving)
})
