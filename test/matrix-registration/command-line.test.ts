import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findFile, orMounted, usualFiles } from '../../src/compat/matrix-registration/find-file.ts'
import { needs } from '../support/parts.ts'
import { newFolder, start } from '../support/portero.ts'
import { openOldPortal, writeOldConfig } from './old-portal.ts'

const golden = join(import.meta.dirname, '../golden/matrix-registration')
const about: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))

function goldenFolder(): string {
  const cwd = newFolder()
  for (const name of ['config.yaml', 'db.sqlite3'])
    copyFileSync(join(golden, name), join(cwd, name))
  return cwd
}

/** The commands of the transcript and their output. */
function transcript(): { line: string; printed: string }[] {
  const text = readFileSync(join(golden, 'cli-transcript.txt'), 'utf8')
  return [...text.matchAll(/^\$ matrix-registration (.*)\n([^]*?)\n*(?=\n\$ |$(?![^]))/gm)].map(
    ([, line = '', printed = '']) => ({ line, printed: printed.trimEnd() }),
  )
}

const reasons: Record<string, string> = {
  '--version': 'our own version is printed',
  'status --list': 'the transcript was made before the last token of the database',
  'generate -m 3': 'a new token has a name of its own',
}

describe('a command line prints what the old program printed', () => {
  const cwd = goldenFolder()
  for (const { line, printed } of transcript()) {
    test(line, async () => {
      const words = line.split(' ')
      const { stdout } = await start('matrix-registration', words, { cwd }).finished
      const command = words.slice(2).join(' ')
      const expected = command === 'status -d DependAlertCrown' ? already(printed) : printed
      if (command in reasons) assert.notEqual(stdout.trimEnd(), expected, reasons[command])
      else assert.equal(stdout.trimEnd(), expected)
    })
  }
})

/** In the database the token is already disabled. */
function already(printed: string): string {
  return printed.replace('Token disabled', "Token couldn't be disabled")
}

test('an invalid command line ends with status 2 and the reason', async () => {
  const cwd = goldenFolder()
  const cases: [line: string, why: RegExp][] = [
    [
      'generate -e 31.12.2030',
      /Invalid value for '-e' \/ '--expires': invalid datetime format: 31\.12\.2030\./,
    ],
    ['generate -m abc', /Invalid value for '-m' \/ '--maximum': abc is not a valid integer/],
    ['generate -x', /Error: no such option: -x/],
    ['generate five', /Got unexpected extra argument \(five\)/],
    ['generate -m', /-m option requires an argument/],
    ['frobnicate', /Error: No such command 'frobnicate'\./],
    ['--frobnicate', /no such option: --frobnicate/],
  ]
  for (const [line, why] of cases) {
    const { status, stdout, stderr } = await start('matrix-registration', line.split(' '), { cwd })
      .finished
    assert.deepEqual([status, stdout], [2, ''], line)
    assert.match(stderr, why)
    assert.match(stderr, /^Usage: matrix-registration/)
  }
})

test('options are parsed as click parses them', async () => {
  const cwd = goldenFolder()
  const show = async (name: string) => {
    const { stdout } = await start('matrix-registration', ['status', `--status=${name}`], { cwd })
      .finished
    const token: Record<string, unknown> = JSON.parse(stdout.slice(stdout.indexOf('{')))
    return [token['max_usage'], token['expiration_date']]
  }
  const cases: [string[], unknown[]][] = [
    [
      ['generate', '-m5', '--expires=2030-1-2'],
      [5, '2030-01-02 00:00:00'],
    ],
    [
      ['generate', '--maximum', '-1'],
      [-1, null],
    ],
    [
      ['generate', '-o'],
      [1, null],
    ],
    [['generate'], [0, null]],
  ]
  for (const [args, expected] of cases) {
    const { stdout } = await start('matrix-registration', args, { cwd, env: { TZ: 'UTC' } })
      .finished
    assert.deepEqual(await show(stdout.trim()), expected, args.join(' '))
  }
  const nothing = await start('matrix-registration', ['status'], { cwd }).finished
  assert.deepEqual([nothing.status, nothing.stdout], [0, ''])
  const bare = await start('matrix-registration', [], { cwd }).finished
  assert.match(bare.stdout, /^Usage: matrix-registration \[OPTIONS\] COMMAND/)
})

test('the version is ours', async () => {
  const { stdout } = await start('matrix-registration', ['--version'], { cwd: newFolder() })
    .finished
  assert.equal(stdout, `latchkey ${about.version}\n`)
})

test('latchkey has its commands too, and our commands read its file', async () => {
  const cwd = goldenFolder()
  const latchkey = async (line: string) => {
    const { status, stdout, stderr } = await start('latchkey', line.split(' '), { cwd }).finished
    assert.equal(status, 0, stderr)
    return stdout
  }
  assert.match(await latchkey('--config-path config.yaml status -l'), /^DesignEricAction, /)
  assert.match(await latchkey('generate --config config.yaml -m 2'), /^([A-Z][a-z]+){5}\n$/)
  const list: { code: string }[] = JSON.parse(
    await latchkey('invites list --json --configuration-file config.yaml'),
  )
  assert.equal(JSON.stringify(list).includes('MoralBagelWilliam'), true)
  assert.match(
    await latchkey('invite --config config.yaml'),
    /^http:\/\/127\.0\.0\.1:5005\/register\/i\//,
  )
})

test('the configuration is found where the old program looked for it', async () => {
  const cwd = newFolder()
  const env = { XDG_CONFIG_HOME: join(cwd, 'xdg') }
  const usual = usualFiles({ env, root: '/' })
  assert.deepEqual(usual.slice(-2), ['/data/config.yaml', '/config/config.yaml'])
  assert.match(
    usualFiles({ env: { HOME: '/home/ana' }, root: '/' })[2] ?? '',
    /^\/home\/ana\/\.config\/matrix-registration\//,
  )
  const root = join(cwd, 'root')
  assert.equal(findFile(undefined, { env, cwd, root }), undefined)
  for (const path of ['root/data', 'xdg/matrix-registration', 'config', '.']) {
    mkdirSync(join(cwd, path), { recursive: true })
    writeFileSync(join(cwd, path, 'config.yaml'), '')
    const absolute = /^(root|xdg)/.test(path)
    const expected = join(absolute ? cwd : '', path, 'config.yaml')
    assert.equal(findFile(undefined, { env, cwd, root }), expected)
  }
  assert.equal(findFile('mistyped.yaml', { env, cwd, root }), 'mistyped.yaml')
  const mounts = { image: join(cwd, 'nowhere.yaml'), mounted: join(cwd, 'config.yaml') }
  assert.equal(orMounted(mounts.image, cwd, mounts), mounts.mounted)
  assert.equal(orMounted('mistyped.yaml', cwd, mounts), 'mistyped.yaml')
  writeFileSync(mounts.image, '')
  assert.equal(orMounted(mounts.image, cwd, mounts), mounts.image)
})

test('without a usable configuration it says why and ends with status 1', async () => {
  const cwd = newFolder()
  const env = { XDG_CONFIG_HOME: cwd }
  const run = (...args: string[]) => start('matrix-registration', args, { cwd, env }).finished
  const none = await run('generate')
  assert.deepEqual([none.status, none.stdout], [1, ''])
  assert.match(none.stderr, /no configuration file in config\.yaml, /)
  const missing = await run('--config-path', 'mistyped.yaml', 'serve')
  assert.match(missing.stderr, /the configuration file mistyped\.yaml does not exist/)
  writeFileSync(join(cwd, 'config.yaml'), 'server_location: x\n')
  const bad = await run('serve')
  assert.match(
    bad.stderr,
    /the configuration can't be used:\n {2}config\.yaml:1: server_location is "x"/,
  )
})

describe('serve', needs('synapse'), () => {
  test('stops on SIGTERM, and has its tokens after the next start', async () => {
    const cwd = newFolder()
    const first = await openOldPortal({ cwd, program: 'latchkey' })
    const { json } = await first.call('POST', '/api/token', { max_usage: 2 })
    assert.equal(await first.stop(), 0)
    await using second = await openOldPortal({ cwd })
    const again = await second.call('GET', `/api/token/${String(json['name'])}`)
    assert.equal(again.json['max_usage'], 2)
  })

  test('says in a sentence why it can’t start', async () => {
    const busy = createServer().listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const address = busy.address()
    assert.ok(address !== null && typeof address === 'object')
    const cwd = newFolder()
    writeOldConfig(cwd, { port: address.port })
    const { status, stderr } = await start('matrix-registration', ['serve'], { cwd }).finished
    busy.close()
    assert.equal(status, 1)
    assert.match(stderr, /127\.0\.0\.1:\d+ is already in use/)
  })

  test('reports a log file that it can’t write, and logs to the console', async () => {
    const file = { class: 'logging.FileHandler', filename: '/nowhere/at/all/m.log' }
    const logging = { root: { handlers: ['file'] }, handlers: { file } }
    await using portal = await openOldPortal({ keys: { logging } })
    assert.match(portal.logged(), /can't be written to \/nowhere\/at\/all\/m\.log/)
  })
})
