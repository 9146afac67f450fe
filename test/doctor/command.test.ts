import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { runCommand } from '../../src/programs/run.ts'
import type { Shell } from '../../src/cli/shell.ts'
import { newlyHeld, type Redemption } from '../../src/store/redemptions.ts'
import { configuration, type Finished, site, workplace } from '../support/command.ts'

const secret = 'dAYjKUoSkC2OHTh8Hs4u'

test('without homeserver and portal it reports everything else, with status 1', async () => {
  await using place = await workplace()
  const { code, stdout, stderr } = await place.run('doctor')
  assert.deepEqual([code, stderr], [1, ''])
  const titles = stdout.split('\n').filter((line) => /^[A-Z]/.test(line))
  assert.deepEqual(titles, [
    'Configuration',
    'Database',
    'Homeserver',
    'Public address',
    'Apps',
    'Console',
  ])
  assert.match(
    stdout,
    /^  ✗ The homeserver does not answer .*\n    Is it running, .*\n    docs\/doctor\.md#answers$/m,
  )
  assert.match(stdout, /^1 error and \d warnings\.$/m)
  assert.ok(!stdout.includes(secret))
})

test('an unusable database is one finding among others', async () => {
  const url = 'postgres://latchkey:geheim@127.0.0.1:9/latchkey'
  await using place = await workplace(configuration(`${site}database:\n  url: ${url}\n`))
  const { stdout } = await place.runHere('doctor')
  assert.match(
    stdout,
    /✗ The database postgres:\/\/127\.0\.0\.1:9\/latchkey can't be used: connection refused/,
  )
  assert.match(stdout, /✗ The homeserver does not answer/)
  assert.ok(!stdout.includes('geheim'))
})

test('an unusable configuration ends the examination', async () => {
  await using place = await workplace('homeserver:\n  url: nowhere\n')
  const { code, stdout } = await place.runHere('doctor', '--json')
  assert.equal(code, 1)
  const { errors, findings } = JSON.parse(stdout)
  assert.equal(errors, findings.length)
  assert.ok(findings.every((one: { code: string }) => one.code === 'configuration'))
})

test('--json has the same findings, each with its link into the documentation', async () => {
  await using place = await workplace()
  const { code, stdout }: Finished = await place.runHere('doctor', '--json')
  assert.equal(code, 1)
  const report = JSON.parse(stdout)
  assert.deepEqual([report.errors, report.notices], [1, 0])
  const [answers] = report.findings.filter((one: { code: string }) => one.code === 'answers')
  assert.deepEqual(answers, {
    code: 'answers',
    severity: 'error',
    sentence: 'The homeserver does not answer (ECONNREFUSED).',
    advice: 'Is it running, and is homeserver.url right?',
    more: 'docs/doctor.md#answers',
  })
})

test('redemptions that stay undecided for too long are reported', async () => {
  await using place = await workplace()
  await place.runHere('invite')
  const db = await place.database()
  const [invite] = await db.selectFrom('invites').selectAll().execute()
  const insert = (row: Redemption) => db.insertInto('redemptions').values(row).execute()
  const minute = 60_000
  const held = { invite_id: invite?.id ?? '', attempt: null }
  await insert(newlyHeld({ ...held, id: 'young', localpart: 'ana', held_at: Date.now() - minute }))
  assert.match((await place.runHere('doctor')).stdout, /✓ No redemption waits for a decision/)
  await insert(
    newlyHeld({ ...held, id: 'old', localpart: 'bea', held_at: Date.now() - 5 * minute }),
  )
  await db.destroy()
  const { stdout } = await place.runHere('doctor')
  assert.match(stdout, /! Whether one account exists could not be found out since 20/)
})

test('on a terminal it shows what it waits for, in lines that fit and are erased at the end', async () => {
  await using place = await workplace()
  const said = { stdout: '', stderr: '' }
  const shell: Shell = {
    env: {},
    cwd: place.folder,
    root: place.folder,
    stdout: { write: (text) => (said.stdout += text), isTTY: true, columns: 60 },
    stderr: { write: (text) => (said.stderr += text), isTTY: true },
    clock: Date.now,
    random: randomBytes,
    stopped: () => Promise.reject(new Error('nobody stops it')),
    surviveSignals: () => {},
  }
  assert.equal(await runCommand(shell, 'latchkey', ['doctor']), 1)
  assert.ok(said.stderr.includes('  Homeserver …\r\u001b[K'))
  assert.ok(said.stderr.endsWith('\r\u001b[K'))
  assert.ok(said.stdout.includes('\u001b[31m✗\u001b[39m'))
  for (const line of stripVTControlCharacters(said.stdout).split('\n')) {
    assert.ok(line.length <= 60 || !line.trim().includes(' '), line)
  }
})
