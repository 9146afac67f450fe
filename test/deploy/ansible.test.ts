import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { leash } from '../../tools/leash.ts'
import { run } from '../../tools/programs.ts'
import { freePort } from '../../tools/server.ts'
import { commandEnvironment } from '../support/environment.ts'
import { type Host, missingAnsible, play, said } from './ansible.ts'
import { buildStage } from './image.ts'

describe('the Ansible role, on this machine', { skip: missingAnsible }, () => {
  let host: Host
  const path = (...names: string[]) => join(host.folder, ...names)

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-ansible-'))
    await mkdir(join(folder, 'units'))
    host = { folder, variables: await variablesFor(folder) }
  })
  after(() => rm(host.folder, { recursive: true }))

  test('it installs everything into a folder, and a second run changes nothing', async () => {
    const first = await play(host, 'setup-latchkey')
    assert.ok(first.ok, first.output)
    assert.equal(statSync(path('latchkey/config/config.yaml')).mode & 0o777, 0o640)
    assert.ok(existsSync(path('units/latchkey.service')))
    const second = await play(host, 'install-all')
    assert.ok(second.ok, second.output)
    assert.equal(second.changed, 0, second.output)
  })

  test('the portal of its unit opens the links that the role creates and lists', async () => {
    const unit = readFileSync(path('units/latchkey.service.d/ansible.conf'), 'utf8')
    const [, start = ''] = /^ExecStart=(.+)$/m.exec(unit) ?? []
    const [, ready = ''] = /^ExecStartPost=(.+)$/m.exec(unit) ?? []
    const portal = leash(
      spawn('sh', ['-c', `exec ${start}`], {
        cwd: path('latchkey/data'),
        env: commandEnvironment(host.folder),
        detached: true,
      }),
    )
    const died = new AbortController()
    const end = text(portal.stderr).then((errors) => died.abort(new Error(errors)))
    const { ok, output } = await run('sh', ['-c', `exec ${ready}`], { signal: died.signal })
    assert.ok(ok, output)

    const made = await play(host, 'generate-latchkey-token', {
      one_time: 'yes',
      ex_date: '2099-12-31',
    })
    assert.ok(made.ok, made.output)
    const [link, invitation] = said(made) as [string, Record<string, unknown>]
    assert.equal((await fetch(link)).status, 200)
    assert.equal(invitation['uses'], 1)
    assert.match(String(invitation['expires_at']), /^2099-12-31/)
    const many = await play(host, 'generate-latchkey-token', { uses: 25, expires: '7d' })
    assert.equal((said(many) as [string, { uses: number }])[1].uses, 25)
    const listed = said(await play(host, 'list-latchkey-tokens')) as { link: string }[]
    assert.deepEqual([listed.length, listed[1]?.link], [2, link])

    portal.kill('SIGTERM')
    assert.deepEqual(await once(portal, 'exit'), [0, null])
    await end
  })

  test('a command with a placeholder is refused with the reason', async () => {
    const { ok, output } = await play(host, 'generate-latchkey-token', {
      one_time: 'yes',
      ex_date: '<date>',
    })
    assert.equal(ok, false)
    assert.match(output, /ex_date a date such as 2027-01-31/)
  })

  test('without latchkey_enabled the service is removed and the data stays', async () => {
    const gone = await play(host, 'setup-all', { latchkey_enabled: false })
    assert.ok(gone.ok, gone.output)
    assert.deepEqual(await readdir(path('units')), [])
    assert.ok(existsSync(path('latchkey/data/latchkey.db')))
  })

  test('a container is started with matrix-registration’s file and only its folders', async () => {
    const was = {
      server_location: 'http://matrix-synapse:8008',
      shared_secret: 'dAYjKUoSkC2OHTh8Hs4u',
    }
    const played = await play(host, 'install-latchkey', {
      latchkey_method: 'container',
      latchkey_configuration: was,
      latchkey_container_labels: { 'traefik.enable': 'true' },
      latchkey_container_ports: ['127.0.0.1:5000:5000'],
    })
    assert.ok(played.ok, played.output)
    const unit = readFileSync(path('units/latchkey.service'), 'utf8')
    const { uid, gid } = userInfo()
    assert.match(unit, new RegExp(`--user=${uid}:${gid} --cap-drop=ALL --read-only`))
    assert.match(unit, /--publish=127.0.0.1:5000:5000 .*\n +'--label=traefik.enable=true'/)
    assert.match(
      unit,
      /config,dst=\/config,ro .*\n.*data,dst=\/data .*\n +localhost\/latchkey serve\n/,
    )
  })
})

async function variablesFor(folder: string) {
  await using built = await buildStage()
  const packed = await run(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: built.folder,
    },
  )
  assert.ok(packed.ok, packed.output)
  const me = userInfo()
  const [port, privatePort] = [await freePort(), await freePort()]
  return {
    latchkey_method: 'systemd',
    latchkey_service_manager: 'none',
    latchkey_base_path: join(folder, 'latchkey'),
    latchkey_systemd_path: join(folder, 'units'),
    latchkey_package: join(folder, packed.output.trim()),
    latchkey_node: process.execPath,
    latchkey_user: me.username,
    latchkey_group: me.gid,
    latchkey_configuration: {
      homeserver: {
        url: 'http://127.0.0.1:9',
        server_name: 'example.org',
        registration_shared_secret: 'dAYjKUoSkC2OHTh8Hs4u',
      },
      public: { url: `http://127.0.0.1:${port}/join`, listen: `127.0.0.1:${port}` },
      private: { listen: `127.0.0.1:${privatePort}` },
      database: { url: `sqlite:${join(folder, 'latchkey/data/latchkey.db')}` },
    },
  }
}
