import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configOf, folderWith, REQUIRED } from '../../../test/support/load-config.ts'
import { serverConf } from '../../../test/portero/recordings.ts'
import { readAnyConfig } from '../../cli/formats.ts'
import { predecessors } from '../../programs/formats.ts'
import { describeProblem } from '../../config/problem.ts'

/** The recorded file with further lines, read by whichever reader it is for. */
async function load(lines: readonly string[], env: Record<string, string> = {}) {
  const cwd = folderWith({ 'server.conf': `${serverConf}\n${lines.join('\n')}\n` })
  return { ...(await readAnyConfig({ path: 'server.conf', env, cwd }, predecessors.formats)), cwd }
}

async function problemsOf(lines: readonly string[]): Promise<string[]> {
  const loaded = await load(lines)
  assert.ok('problems' in loaded)
  return loaded.problems.map(describeProblem)
}

test('every key of the file has its place in a configuration of ours', async () => {
  const loaded = await load([])
  assert.equal(loaded.format, 'portero')
  const config = configOf(loaded)
  assert.deepEqual(
    { ...config.homeserver, timeout: 0, settleAfter: 0 },
    {
      kind: 'synapse',
      url: 'http://127.0.0.1:8008',
      serverName: '',
      registrationSharedSecret: 'shared-secret-for-tests',
      registrationToken: null,
      adminToken: null,
      timeout: 0,
      concurrency: 4,
      settleAfter: 0,
      caFile: null,
    },
  )
  assert.deepEqual(config.public, {
    url: 'https://invite.example.com',
    listen: { host: '127.0.0.1', port: 21_000 },
    socketMode: null,
    socketGroup: null,
  })
  assert.deepEqual(config.private.listen, { host: '127.0.0.2', port: 21_001 })
  assert.equal(config.community.title, 'chat.example.com')
  assert.equal(config.client.afterUrl, 'https://chat.example.com')
  assert.deepEqual(config.invites, { defaultUses: 1, defaultExpiry: 48 * 3_600_000 })
  assert.equal(config.passwords.minLength, 8)
  assert.equal(config.database.url, `sqlite:${loaded.cwd}/server.latchkey.db`)
  assert.deepEqual(loaded.warnings, [])
})

test('what the file leaves out or writes in its own way gets a meaning', async () => {
  const config = configOf(
    await load([
      'matrix.adminURL = http://127.0.0.1:8008/_matrix/',
      'matrix.publicURL = matrix:u/ana',
      'server.publicURL = https://example.org/join/',
      'server.title =',
      'server.threadCount = 200',
      'server.privateAddress = localhost',
      'server.unheard = of',
    ]),
  )
  assert.equal(config.homeserver.url, 'http://127.0.0.1:8008')
  assert.equal(config.homeserver.concurrency, 64)
  assert.equal(config.public.url, 'https://example.org/join')
  assert.equal(config.community.title, 'example.org')
  assert.equal(config.client.afterUrl, null)
  assert.deepEqual(config.private.hosts, ['localhost'])
})

test('every option of ours can stand in the file, in the environment, or has a shorter name', async () => {
  const lines = [
    'latchkey.serverName = example.org',
    'latchkey.trustedProxies = 10.0.0.0/8, ::1',
    'latchkey.passwords.min_length = 12',
    'latchkey.private.hosts = invites.lan',
    'latchkey.database.url = sqlite:a.db',
    'latchkey.community.accent = #123456',
  ]
  const loaded = await load(lines, { LATCHKEY_PASSWORDS_MIN_LENGTH: '14', STATE_DIRECTORY: '/x' })
  const config = configOf(loaded)
  assert.equal(config.homeserver.serverName, 'example.org')
  assert.deepEqual(config.proxies.trusted, ['10.0.0.0/8', '::1'])
  assert.equal(config.passwords.minLength, 14)
  assert.deepEqual(config.private.hosts, ['invites.lan', '127.0.0.2'])
  assert.equal(config.database.url, `sqlite:${loaded.cwd}/a.db`)
  assert.equal(config.community.accent, '#123456')
})

test('slips in keys of ours are told all at once, with the name that was meant', async () => {
  const wrong = ['latchkey.servername = a', 'latchkey.passwords.min_length = x']
  assert.deepEqual(await problemsOf(wrong), [
    'server.conf: latchkey.servername is not an option; did you mean latchkey.serverName?',
    'server.conf: latchkey.passwords.min_length is "x", which is no number; expected a whole number from 8 to 72',
  ])
  assert.deepEqual(await problemsOf(['latchkey.pasword.min_length = 9']), [
    'server.conf: latchkey.pasword.min_length is not an option; did you mean latchkey.passwords.min_length?',
  ])
  assert.deepEqual(await problemsOf(['server.publicPort = x', 'matrix.adminURL = http://h']), [
    'server.conf: Value for key server.publicPort (x) cannot be parsed as type Integer',
  ])
})

test('what portero took without a word is warned of', async () => {
  const { warnings } = await load([
    'server.privateAddress = 0.0.0.0',
    'server.publicURL = http://example.org/',
    'server.tokenExpiration = PT0S',
    'matrix.publicURL = matrix:u/ana',
  ])
  assert.deepEqual(
    warnings.map((warning) => warning.replace(/ (is|IS) .*/s, '')),
    [
      'server.privateAddress (0.0.0.0)',
      'server.tokenExpiration',
      'matrix.publicURL',
      'server.publicURL',
    ],
  )
})

test('a file is known by what it says', async () => {
  const native = 'log:\n  level: info\n'
  const strange = 'matrix.adminSharedSecret = \\uZZZZ\n'
  const escaped = 'matrix\\u002eadminURL = x\n'
  const cwd = folderWith({ a: native, b: strange, c: escaped, d: Buffer.from('a: \xe9', 'latin1') })
  const formats = await Promise.all(
    ['a', 'b', 'c', 'd', 'missing', null].map(async (path) => {
      const loaded = await readAnyConfig({ path, env: REQUIRED, cwd }, predecessors.formats)
      return loaded.format
    }),
  )
  assert.deepEqual(formats, ['native', 'portero', 'portero', 'native', 'native', 'native'])
})
