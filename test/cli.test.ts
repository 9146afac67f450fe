import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { commands } from '../src/programs/commands.ts'
import {
  configuration,
  json,
  output,
  program,
  runHere,
  site,
  workplace,
} from './support/command.ts'

test('help lists every command, and each command’s page shows its options and examples', async () => {
  await using place = await workplace(null)
  const overview = output(await place.run('help'))
  assert.equal(output(await place.runHere('--help')), overview)
  for (const line of overview.split('\n')) assert.ok(line.length <= 80, line)
  for (const [name, { load }] of commands) {
    assert.ok(overview.includes(`  ${name} `), name)
    const page = output(await place.runHere('help', ...name.split(' ')))
    assert.ok(page.includes(`latchkey ${name}`), name)
    const { options = {}, parameters = [] } = await load()
    for (const option of Object.keys(options)) assert.ok(page.includes(`--${option}`), option)
    for (const { name: parameter } of parameters) assert.ok(page.includes(parameter), parameter)
  }
})

test('--help works in every position, and help of a command family lists its commands', async () => {
  await using place = await workplace(null)
  const page = output(await place.runHere('help', 'invites', 'show'))
  assert.equal(output(await place.runHere('invites', 'show', '--help')), page)
  assert.equal(output(await place.runHere('-h', 'invites', 'show', 'x', '--nonsense')), page)
  const family = output(await place.runHere('invites', '--help'))
  assert.match(family, /invites pause/)
  assert.doesNotMatch(family, /config check/)
})

test('version and --version print the version', async () => {
  await using place = await workplace(null)
  const version = output(await place.run('version'))
  assert.match(version, /^latchkey \d+\.\d+\.\d+\n$/)
  assert.equal(output(await place.run('--version')), version)
})

const wrong: [args: string[], said: RegExp][] = [
  [['invties'], /no command "invties"\. Did you mean invites\?/],
  [['invites', 'shw'], /no command "invites shw"\. Did you mean invites show\?/],
  [['invites'], /Known commands: invites list, invites show/],
  [['invites', 'befriend'], /Known commands: invites list/],
  [['frobnicate'], /no command "frobnicate"\.\n/],
  [['help', 'frobnicate'], /no command "frobnicate"/],
  [
    ['invite', '--use', '5'],
    /Unknown option --use\. Did you mean --uses\?[^]*latchkey help invite/,
  ],
  [['invite', '-x'], /Unknown option -x/],
  [['invite', '--uses'], /--uses needs a value: --uses=N/],
  [['invite', '--label', '--qr'], /--label needs a value/],
  [['invite', '--qr=yes'], /--qr takes no value/],
  [['invite', 'ana'], /Unexpected argument "ana"/],
  [['invite', '--words', '--code', 'x'], /can not be used together/],
  [['invite', '--uses', 'many'], /--uses is a whole number/],
  [['invite', '--uses', '0'], /--uses is a whole number/],
  [['invite', '--expires', 'soon'], /--expires is a duration from now/],
  [['invite', '--opens', 'never'], /--opens is a duration from now .* or now/],
  [['invite', '--expires', '2001-01-01'], /expiry is in the past/],
  [['invite', '--code', 'a/b'], /A code has 1 to 64/],
  [['invites', 'list', '--status', 'open'], /--status is one of scheduled, active/],
  [['invites', 'list', '--limit', '0'], /--limit is a whole number/],
  [['invites', 'show'], /INVITATION is missing/],
  [['invites', 'change', 'x'], /Give at least one change/],
  [['redemptions', 'resolve', 'x', 'maybe'], /created or absent/],
  [['version', '--verbose', 'loud'], /--verbose is one of trace, debug/],
  [['@missing'], /missing can't be read: there is no such file/],
]

test('wrong usage exits with 2 and says what is wrong', async () => {
  await using place = await workplace()
  for (const [args, said] of wrong) {
    const { code, stdout, stderr } = await place.runHere(...args)
    assert.deepEqual([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, said)
    assert.doesNotMatch(stderr, /\n\s+at /)
  }
  const nothing = await place.run()
  assert.deepEqual([nothing.code, nothing.stdout], [2, ''])
  assert.match(nothing.stderr, /Create an invitation and print its link/)
})

test('@file stands for its lines, an argument each, anywhere in the command line', async () => {
  await using place = await workplace()
  await place.write('party', '--label\nWinter party, Friday\n\n--uses\r\n25\n')
  const made = json(await place.run('invite', '@party', '--json'))
  assert.deepEqual([made['label'], made['uses']], ['Winter party, Friday', 25])
  await place.write('all', 'invite\n--json\n--label\n@party\n')
  assert.equal(json(await place.run('@all'))['label'], '@party')
})

test('--config and --verbose work before and after the command', async () => {
  await using place = await workplace(null)
  const config = await place.write('other.yaml', configuration(site))
  const said = ['--config', config, '--verbose=warn']
  assert.match(output(await place.run(...said, 'invite')), /^https:/)
  assert.match(output(await place.run('invites', 'list', ...said)), /active/)
  assert.match(
    output(await place.runWith({ LATCHKEY_CONFIG: config }, 'invites', 'list')),
    /active/,
  )
})

test('environment variables alone can be the configuration', async () => {
  await using place = await workplace(null)
  const env = {
    LATCHKEY_HOMESERVER_URL: 'http://127.0.0.1:9',
    LATCHKEY_HOMESERVER_SERVER_NAME: 'example.org',
    LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: 'dAYjKUoSkC2OHTh8Hs4u',
    LATCHKEY_PUBLIC_URL: 'https://chat.example',
  }
  const made = await runHere(place.folder, ['invite'], env)
  assert.match(output(made), /^https:\/\/chat\.example\/i\//)
})

test('a service finds its configuration in /etc', async () => {
  await using place = await workplace(null)
  await mkdir(join(place.folder, 'root', 'etc', 'latchkey'), { recursive: true })
  await place.write('root/etc/latchkey/latchkey.yaml', configuration(site))
  assert.match(output(await place.runHere('invite')), /^https:/)
})

test('a closed output pipe is not an error', async () => {
  await using place = await workplace(null)
  const child = place.start('help')
  child.stdout?.destroy()
  const ended = once(child, 'close')
  assert.equal(child.stderr && (await text(child.stderr)), '')
  assert.deepEqual(await ended, [0, null])
})

test('output that cannot be written ends the command with one line', async () => {
  const shell = ['/bin/sh', '-c', 'exec "$@" > /dev/full', 'sh', process.execPath, program]
  await using place = await workplace(null, shell)
  const { code, stderr } = await place.run('help')
  assert.equal(stderr, 'latchkey: no space left on device\n')
  assert.equal(code, 1)
})

test('on a terminal a copy shows its progress', async () => {
  const shell = [
    '/bin/sh',
    '-c',
    'exec script -qec "$*" /dev/null',
    'sh',
    process.execPath,
    program,
  ]
  await using place = await workplace(undefined, shell)
  output(await place.run('invite'))
  const said = output(await place.run('backup', 'copy.db'))
  assert.match(said, /\rinvites: 1 rows/)
  assert.match(said, /copy\.db/)
})
