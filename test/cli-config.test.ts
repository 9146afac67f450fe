import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { loadConfig } from '../src/config/load.ts'
import { options } from '../src/config/options.ts'
import { describeProblem } from '../src/config/problem.ts'
import { configuration, program, site, workplace } from './support/command.ts'
import { newFolder } from './support/portero.ts'
import { startInTerminal } from './support/program.ts'
import { needs, postgresDatabase, synapse } from './support/parts.ts'

test('config check names every problem at once and sends no request', async () => {
  await using place = await workplace('homeserver:\n  url: nowhere\n  tiemout: 5s\n')
  const { code, stdout } = await place.run('config', 'check')
  assert.equal(code, 1)
  assert.doesNotMatch(stdout, /✓|Homeserver\n/)
  assert.match(stdout, /latchkey\.yaml:2: homeserver\.url is "nowhere"/)
  assert.match(stdout, /latchkey\.yaml:3: homeserver\.tiemout .*did you mean homeserver\.timeout/)
  assert.match(stdout, /public\.url is missing/)
})

test('config check warns about a valid file with doubtful values', async () => {
  await using place = await workplace()
  await chmod(`${place.folder}/latchkey.yaml`, 0o644)
  const { code, stdout } = await place.run('config', 'check')
  assert.equal(code, 1)
  assert.match(
    stdout,
    /^  ! latchkey\.yaml holds homeserver\.registration_shared_secret and everybody/m,
  )
  assert.match(stdout, /^  ✓ The configuration latchkey\.yaml can be used/m)
  assert.match(stdout, /^    homeserver\.registration_shared_secret +\(secret\)/m)
  assert.match(stdout, /^  ✓ The database sqlite:.* will be created when it is first needed/m)
  assert.match(stdout, /^  ✗ The homeserver does not answer \(ECONNREFUSED\)/m)
  assert.match(stdout, /^  ! The portal is not running: nothing answers at 127\.0\.0\.1:20000/m)
  assert.doesNotMatch(stdout, /dAYjKUoSkC2OHTh8Hs4u/)
})

test('config check reports a database that is not writable', async () => {
  await using place = await workplace(
    configuration(`${site}database:\n  url: sqlite:no/where.db\n`),
  )
  assert.match((await place.run('config', 'check')).stdout, /^  ✗ The database .* no such file/m)
  await using other = await workplace()
  await other.write('latchkey.db', 'no database '.repeat(99))
  assert.match((await other.run('config', 'check')).stdout, /^  ✗ The database .*not a database/m)
})

test(
  'config check tests the homeserver and the secret, and creates nothing',
  needs('synapse'),
  async () => {
    const { url, serverName, sharedSecret: secret } = synapse()
    const about = (named: string, shared: string) =>
      `homeserver:\n  url: ${url}\n  server_name: ${named}\n  registration_shared_secret: ${shared}\n${site}`
    await using right = await workplace(about(serverName, secret))
    const all = await right.run('config', 'check')
    assert.equal(all.code, 0, all.stdout)
    assert.match(all.stdout, /^  ✓ The registration shared secret is right/m)
    assert.doesNotMatch(all.stdout, /✗/)
    await using wrong = await workplace(about(serverName, 'dAYjKUoSkC2OHTh8Hs4u'))
    const { code, stdout } = await wrong.run('config', 'check')
    assert.equal(code, 1)
    assert.match(stdout, /^  ✗ The registration shared secret is wrong/m)
  },
)

test('config check tests PostgreSQL', needs('postgres'), async () => {
  const url = await postgresDatabase()
  await using place = await workplace(configuration(`${site}database:\n  url: ${url}\n`))
  assert.match(
    (await place.run('config', 'check')).stdout,
    /^  ✓ The database .* can be read and written/m,
  )
  await using lost = await workplace(configuration(`${site}database:\n  url: ${url}x\n`))
  assert.match((await lost.run('config', 'check')).stdout, /^  ✗ The database .* does not exist/m)
})

test('config check reports whether the public address leads to this portal', async () => {
  const stranger = createServer((_, response) => response.end('<h1>Welcome to nginx!</h1>'))
  stranger.listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const { port: theirs } = stranger.address() as AddressInfo
  const ours = await freePort()
  const at = (port: number) =>
    configuration(
      `public:\n  url: http://127.0.0.1:${port}/join\n  listen: 127.0.0.1:${ours}\n` +
        'private:\n  listen: unix:private.sock\n',
    )
  await using place = await workplace(at(ours))
  const serve = async () => {
    const child = place.start('serve')
    const exited = once(child, 'exit')
    while ((await place.run('health')).code !== 0) assert.equal(child.exitCode, null)
    return async () => {
      child.kill()
      await exited
    }
  }
  const stop = await serve()
  const check = async () => (await place.run('config', 'check')).stdout
  assert.match(await check(), /^  ✓ http:\/\/127\.0\.0\.1:\d+\/join leads to this portal/m)
  await place.write('latchkey.yaml', at(theirs))
  assert.match(await check(), /^  ! The portal still runs with an older configuration: public.url/m)
  await stop()
  const stopAgain = await serve()
  assert.match(
    await check(),
    /^  ✗ The portal is running, but http:.* is not answered by Latchkey/m,
  )
  stranger.close()
  await once(stranger, 'close')
  assert.match(
    await check(),
    /^  ✗ The portal is running, but http:.* can't be reached \(connection refused\)/m,
  )
  await stopAgain()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Invalid numbers, durations and rates: too large for a timer or a date, negative, or not a number. */
const overflows = ['-1', '1e9', '.inf', '.nan', 'NaN', '2.5', `"${'9'.repeat(30)}"`, '0x10', '""']

test('config check rejects every number, duration and rate that would overflow', async () => {
  const kinds = /^a (?:whole number|duration|rate)/
  const numeric = options.filter(({ kind }) => kinds.test(kind.expected))
  assert.ok(numeric.length >= 16, String(numeric.length))
  for (const { key } of numeric) {
    const [section = '', name = ''] = key.split('.')
    const units = ['', ' weeks']
    for (const odd of overflows) {
      for (const unit of odd === '""' ? [''] : units) {
        const text = `${odd.replaceAll('"', '')}${unit}`
        const file = configuration(site)
        const path = `${section}:\n  ${name}: "${text}"\n`
        const whole = file.includes(`${section}:`)
          ? file.replace(`${section}:\n`, path)
          : `${file}${path}`
        const loaded = await loadConfig({ path: 'latchkey.yaml', text: whole, env: {}, cwd: '/' })
        assert.ok('problems' in loaded, `${key}: ${text}`)
        assert.match(
          loaded.problems.map(describeProblem).join(),
          new RegExp(`${key} is .*(expected a|did you mean ")`),
        )
      }
    }
  }
})

test('config init writes a file with every option, from flags, that can be used', async () => {
  await using place = await workplace(null)
  const said = ['--server-name', 'example.org', '--url', 'https://example.org/join']
  const missing = await place.runHere('config', 'init', ...said)
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /--homeserver is missing/)
  const wrong = await place.runHere('config', 'init', ...said, '--homeserver', 'nowhere')
  assert.match(
    wrong.stderr,
    /--homeserver is "nowhere", which has no http:.*mean "http:\/\/nowhere"/,
  )
  const all = [...said, '--homeserver', 'http://127.0.0.1:9', '--secret-file', 'secret']
  assert.equal((await place.runHere('config', 'init', ...all)).code, 0)
  const file = join(place.folder, 'latchkey.yaml')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const text = readFileSync(file, 'utf8')
  for (const { key } of options)
    assert.match(text, new RegExp(`^ *(# )?${key.split('.').at(-1)}(_file)?: `, 'm'))
  await place.write('secret', 'dAYjKUoSkC2OHTh8Hs4u')
  assert.equal((await place.runHere('invites', 'list', '--config', file)).code, 0)
  const again = await place.runHere('config', 'init', ...all)
  assert.deepEqual([again.code, readFileSync(file, 'utf8')], [1, text])
  assert.match(again.stderr, /latchkey.yaml exists already/)
})

test('config init leaves no example where the kind needs a value', async () => {
  await using place = await workplace(null)
  const said = ['--homeserver', 'http://127.0.0.1:9', '--server-name', 'example.net']
  const all = [...said, '--url', 'https://example.net/join', '--kind', 'mas']
  const missing = await place.runHere('config', 'init', ...all)
  assert.match(missing.stderr, /--mas-url is missing/)
  const more = ['--mas-url', 'http://127.0.0.1:8', '--mas-client-id', '0000000000000000000SYNAPSE']
  assert.equal((await place.runHere('config', 'init', ...all, ...more)).code, 0)
  const text = readFileSync(join(place.folder, 'latchkey.yaml'), 'utf8')
  const set = text.split('\n').filter((line) => /^\s*[a-z_]+: \S/.test(line))
  assert.deepEqual(set, [
    '  kind: "mas"',
    '  url: "http://127.0.0.1:9"',
    '  server_name: "example.net"',
    '  url: "http://127.0.0.1:8"',
    '  client_id: "0000000000000000000SYNAPSE"',
    '  client_secret_file: /etc/latchkey/mas_client_secret',
    '  url: "https://example.net/join"',
  ])
})

test('config init asks on a terminal, and asks again for what is no answer', async () => {
  const folder = newFolder()
  const terminal = startInTerminal(folder, [process.execPath, program, 'config', 'init'], 'pipe')
  const answers = [
    'dendrite',
    'nowhere',
    'http://127.0.0.1:9',
    // Without an answer, an example is none.
    '',
    'example.org',
    'https://example.org',
  ]
  const questions = [
    /Kind/,
    /Address/,
    /did you mean "http:\/\/nowhere"[^]*Address/,
    /colon/,
    /is empty; expected a server name[^]*colon/,
    /Public address/,
  ]
  for (const [at, answer] of answers.entries()) {
    await terminal.until(questions[at] ?? /$/)
    terminal.child.stdin?.write(`${answer}\n`)
  }
  assert.equal(await terminal.ended(), 0, terminal.said())
  const text = readFileSync(join(folder, 'latchkey.yaml'), 'utf8')
  assert.match(text, /^ {2}kind: "dendrite"$/m)
  assert.match(text, /^ {2}registration_shared_secret_file: /m)
})
