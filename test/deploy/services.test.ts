import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { leash } from '../../tools/leash.ts'
import { run } from '../../tools/programs.ts'
import { freePort } from '../../tools/server.ts'
import { commandEnvironment } from '../support/environment.ts'
import { configuration, program, workplace } from '../support/command.ts'
import { SECRET } from '../support/load-config.ts'
import { needs, programPath } from '../support/parts.ts'
import { adapted, pathOf, readRepository } from './files.ts'

const credentials = 'deploy/systemd/credentials.conf'

/** A folder with a `latchkey` command and a configuration, without a running portal. */
async function openPlace() {
  const place = await workplace(null)
  const command = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`
  writeFileSync(join(place.folder, 'latchkey'), command, { mode: 0o755 })
  const port = await freePort()
  const more = `public: { url: 'http://127.0.0.1:${port}', listen: '127.0.0.1:${port}' }
private: { listen: '127.0.0.1:${await freePort()}' }
`
  const config = await place.write('latchkey.yaml', configuration(more))
  return {
    config,
    /** Runs a command line of a service file. */
    start: (line: string): ChildProcess => {
      const given = commandEnvironment(place.folder)
      const env = { ...given, PATH: `${place.folder}:${given.PATH}` }
      return leash(
        spawn('sh', ['-c', `exec ${line}`], {
          cwd: place.folder,
          env,
          detached: true,
        }),
      )
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  }
}

test(
  'systemd finds no fault in the units, and rates their exposure as low',
  needs('systemd-analyze'),
  async () => {
    const analyze = programPath('systemd-analyze')
    const units = ['latchkey.service', 'latchkey-backup.service']
    const paths = [...units, 'latchkey-backup.timer'].map((name) =>
      pathOf(`deploy/systemd/${name}`),
    )
    const verified = await run(analyze, ['verify', ...paths])
    assert.deepEqual([verified.ok, verified.output], [true, ''])
    for (const path of paths.slice(0, units.length)) {
      const { output } = await run(analyze, ['security', '--offline=yes', path])
      const level = Number(/exposure level for latchkey\S*: ([\d.]+)/.exec(output)?.[1])
      assert.ok(level <= 1.5, output)
    }
  },
)

test('the unit’s program is ready once its second command succeeds, and ends in order', async () => {
  await using place = await openPlace()
  const unit = adapted('deploy/systemd/latchkey.service', {
    '/etc/latchkey/latchkey.yaml': place.config,
  })
  const [, start = ''] = /^ExecStart=(.+)$/m.exec(unit) ?? []
  const [, ready = ''] = /^ExecStartPost=(.+)$/m.exec(unit) ?? []
  const waiting = place.start(ready)
  const portal = place.start(start)
  assert.deepEqual(await once(waiting, 'exit'), [0, null])
  portal.kill('SIGTERM')
  assert.deepEqual(await once(portal, 'exit'), [0, null])
})

test('the backup unit writes a file that restore reads, and deletes only old ones', async () => {
  await using place = await openPlace()
  const unit = adapted('deploy/systemd/latchkey-backup.service', {
    '/etc/latchkey/latchkey.yaml': place.config,
    // systemd's escape.
    '%%': '%',
  })
  const folder = join(place.config, '../backups')
  mkdirSync(folder)
  const [old, kept] = [join(folder, 'old.db'), join(folder, 'kept.txt')]
  for (const path of [old, kept]) {
    writeFileSync(path, '')
    utimesSync(path, 0, 0)
  }
  // The first command that writes creates the database.
  const invite = place.start(`latchkey invite --config ${place.config}`)
  assert.deepEqual(await once(invite, 'exit'), [0, null])
  for (const name of ['ExecStart', 'ExecStartPost']) {
    const [, line = ''] = new RegExp(`^${name}=(.+)$`, 'm').exec(unit) ?? []
    const ran = place.start(`env STATE_DIRECTORY=${folder} ${line}`)
    assert.deepEqual(await once(ran, 'exit'), [0, null], name)
  }
  const [written = '', ...rest] = readdirSync(folder)
  assert.match(written, /^\d{4}-\d\d-\d\d-\d{6}\.db$/)
  assert.deepEqual(rest, ['kept.txt'])
  await using other = await workplace()
  assert.equal((await other.run('restore', join(folder, written))).code, 0)
})

test('in systemd’s journal each line has its priority, elsewhere none', async () => {
  await using place = await openPlace()
  const stream = '$(stat --dereference --format=%d:%i /proc/self/fd/2)'
  const portal = place.start(`env JOURNAL_STREAM=${stream} latchkey serve --config ${place.config}`)
  assert.ok(portal.stderr)
  for await (const line of createInterface({ input: portal.stderr })) {
    assert.match(line, /^<[3467]>\{/)
    if (line.includes('Latchkey is open')) portal.kill('SIGTERM')
  }
  const wrong = 'latchkey serve --config missing.yaml'
  const complaint = async (line: string) => {
    const { stderr } = place.start(line)
    assert.ok(stderr)
    return text(stderr)
  }
  assert.match(await complaint(`env JOURNAL_STREAM=${stream} ${wrong}`), /^(<3>.+\n)+$/)
  assert.match(await complaint(`env JOURNAL_STREAM=1:1 ${wrong}`), /^latchkey: /)
})

test('a systemd credential is at the path of the secret that the unit names', async () => {
  const [, variable = ''] = /^Environment=(\w+)=%d/m.exec(readRepository(credentials)) ?? []
  const named = configuration().replace(/^.*shared_secret: .*\n/m, '')
  await using place = await workplace(`${named}public: { url: 'https://example.org' }\n`)
  const secret = await place.write('credential', `${SECRET}\n`)
  assert.equal((await place.runWith({ [variable]: secret }, 'invite')).code, 0)
  assert.equal((await place.runHere('invite')).code, 1)
})

test('runit’s script becomes the portal, which ends on SIGTERM', async () => {
  assert.ok((statSync(pathOf('deploy/runit/run')).mode & 0o100) > 0)
  await using place = await openPlace()
  const script = adapted('deploy/runit/run', {
    '/etc/latchkey/latchkey.yaml': place.config,
    '/var/lib/latchkey': '.',
    // This machine doesn't have the service's user.
    'chpst -u latchkey:latchkey ': '',
  })
  const portal = place.start(`sh -c '${script}'`)
  assert.ok(portal.stdout)
  for await (const line of createInterface({ input: portal.stdout })) {
    if (line.includes('Latchkey is open')) break
  }
  portal.stdout.resume()
  portal.kill('SIGTERM')
  assert.deepEqual(await once(portal, 'exit'), [0, null])
})
