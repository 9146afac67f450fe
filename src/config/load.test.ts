import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultValues } from './assemble.ts'
import { describeSettings } from './describe.ts'
import { exampleFile } from './document.ts'
import { loadConfig, type Loaded } from './load.ts'
import type { NamedOption } from './option.ts'
import { fileNames } from './option.ts'
import { options } from './options.ts'
import { describeProblem } from './problem.ts'

const SECRET = 'dAYjKUoSkC2OHTh8Hs4u'

const REQUIRED = {
  LATCHKEY_HOMESERVER_URL: 'http://127.0.0.1:8008',
  LATCHKEY_HOMESERVER_SERVER_NAME: 'example.org',
  LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: SECRET,
  LATCHKEY_PUBLIC_URL: 'https://example.org/join',
}

/** A value that isn't the default, for each option. */
const VALUES: Record<string, [written: string, read: unknown]> = {
  'homeserver.url': ['https://matrix.example.net', 'https://matrix.example.net'],
  'homeserver.server_name': ['example.net', 'example.net'],
  'homeserver.registration_shared_secret': ['Zt9PpWq3', 'Zt9PpWq3'],
  'homeserver.timeout': ['20s', 20_000],
  'homeserver.concurrency': ['8', 8],
  'homeserver.settle_after': ['6m', 360_000],
  'homeserver.ca_file': [import.meta.filename, import.meta.filename],
  'public.url': ['https://join.example.net', 'https://join.example.net'],
  'public.listen': ['"[::1]:8080"', { host: '::1', port: 8080 }],
  'database.url': ['postgres://u:p@host/db', 'postgres://u:p@host/db'],
  'community.title': ['Our Choir', 'Our Choir'],
  'community.description': ['We sing.', 'We sing.'],
  'community.picture': [import.meta.filename, import.meta.filename],
  'community.rules': ['Be kind.', 'Be kind.'],
  'community.accent': ['"#FA0"', '#ffaa00'],
  'community.rooms': ['"#choir:example.net"', ['#choir:example.net']],
  'client.web_url': ['https://chat.example.net', 'https://chat.example.net'],
  'client.after_url': ['https://example.net/hello', 'https://example.net/hello'],
  'invites.default_uses': ['unlimited', null],
  'invites.default_expiry': ['never', null],
  'passwords.min_length': ['12', 12],
  'passwords.max_length': ['72', 72],
  'names.min_length': ['3', 3],
  'names.max_length': ['30', 30],
  'names.reserved': ['Conductor', ['conductor']],
  'names.pattern': ['"[a-z]+"', '^(?:[a-z]+)$'],
  language: ['sv', 'sv'],
  timezone: ['Europe/Stockholm', 'Europe/Stockholm'],
  'private.listen': ['10.0.0.1:9000', { host: '10.0.0.1', port: 9000 }],
  'private.hosts': ['registration:5000', ['registration:5000']],
  'private.allow_public': ['true', true],
  'admin.secret': ['pR7cYtQm2KxLw8Vz', 'pR7cYtQm2KxLw8Vz'],
  'redemptions.wait': ['1s', 1000],
  'proxies.trusted': ['10.0.0.0/8', ['10.0.0.0/8']],
  'limits.wrong_codes': ['1 per second', { points: 1, per: 1000 }],
  'limits.failed_posts': ['2 per second', { points: 2, per: 1000 }],
  'limits.name_checks': ['3 per second', { points: 3, per: 1000 }],
  'limits.failed_secrets': ['4 per second', { points: 4, per: 1000 }],
  'log.level': ['debug', 'debug'],
  'log.format': ['json', 'json'],
}

function folderWith(files: Record<string, string | Buffer>) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  return folder
}

/** Loads a file of that text in a folder of its own, with everything required in the environment. */
function load(text: string | Buffer, env: Record<string, string> = REQUIRED) {
  const cwd = folderWith({ 'latchkey.yaml': text })
  return loadConfig({ path: 'latchkey.yaml', env, cwd })
}

async function problemsOf(text: string | Buffer, env?: Record<string, string>) {
  const loaded = await load(text, env)
  assert.ok('problems' in loaded, 'the configuration should have problems')
  return loaded.problems.map(describeProblem)
}

function configOf(loaded: Loaded) {
  assert.ok('config' in loaded, JSON.stringify(loaded))
  return loaded.config
}

function valueOf(loaded: Loaded, { section, name }: NamedOption): unknown {
  const entry: unknown = configOf(loaded)[section]
  return name === null ? entry : new Map(Object.entries(entry as object)).get(name)
}

function unquoted(text: string) {
  return text.replaceAll('"', '')
}

test('every option can be set in the file', async () => {
  for (const option of options) {
    const [written, read] = VALUES[option.key] ?? []
    const lines = option.key.split('.').map((word, depth) => `${'  '.repeat(depth)}${word}:`)
    const { [option.variable]: _, ...env } = REQUIRED as Record<string, string>
    const loaded = await load(`${lines.join('\n')} ${written}\n`, env)
    assert.deepEqual(valueOf(loaded, option), read, option.key)
  }
})

test('every option can be set in the environment, and wins there over the file', async () => {
  const file = exampleFile().split('\n').slice(1, -1).join('\n')
  for (const option of options) {
    const [written = '', read] = VALUES[option.key] ?? []
    const loaded = await load(file, { ...REQUIRED, [option.variable]: unquoted(written) })
    assert.deepEqual(valueOf(loaded, option), read, option.variable)
  }
})

test('every secret can come from a file of its own, named in the file or in the environment', async () => {
  const secrets = options.filter(({ secret }) => secret)
  assert.equal(secrets.length, 3)
  for (const option of secrets) {
    const [written = '', read] = VALUES[option.key] ?? []
    const { key, variable } = fileNames(option)
    const { [option.variable]: _, ...env } = REQUIRED as Record<string, string>
    const cwd = folderWith({ credential: `${written}\n` })
    const text = key.split('.').join(': {') + ': credential }'
    writeFileSync(join(cwd, 'latchkey.yaml'), text)
    const named = { path: join(cwd, 'latchkey.yaml'), env, cwd: '/' }
    assert.equal(valueOf(await loadConfig(named), option), read, key)
    const alone = { path: null, env: { ...env, [variable]: 'credential' }, cwd }
    assert.equal(valueOf(await loadConfig(alone), option), read, variable)
  }
})

test('the defaults are what nobody set, and paths are relative to the file', async () => {
  const cwd = folderWith({})
  mkdirSync(join(cwd, 'etc'))
  writeFileSync(join(cwd, 'etc', 'latchkey.yaml'), '')
  const config = configOf(await loadConfig({ path: 'etc/latchkey.yaml', env: REQUIRED, cwd }))
  assert.equal(config.database.url, `sqlite:${cwd}/etc/latchkey.db`)
  assert.deepEqual(config.public, {
    url: 'https://example.org/join',
    listen: { host: '127.0.0.1', port: 20_000 },
  })
  assert.deepEqual(config.invites, { defaultUses: 1, defaultExpiry: 48 * 3_600_000 })
  assert.equal(config.admin.secret, null)
  assert.equal(config.community.title, 'example.org')
  const alone = configOf(await loadConfig({ path: null, env: REQUIRED, cwd }))
  assert.equal(alone.database.url, `sqlite:${cwd}/latchkey.db`)
  assert.equal(defaultValues('/').size, options.length - 4)
})

test('the example of the documentation is a configuration, with and without its comments', async () => {
  const cwd = folderWith({ secret: SECRET, 'picture.png': '', 'ca.pem': '' })
  const example = exampleFile()
    .split('\n')
    .slice(1, -1)
    .join('\n')
    .replaceAll(/\/etc\/latchkey\/\w+/g, 'secret')
    .replace('/etc/ssl/private-ca.pem', 'ca.pem')
  const full = example.replaceAll(/^( *)# (?=[a-z_]+: )/gm, '$1')
  for (const text of [example, full]) {
    writeFileSync(join(cwd, 'latchkey.yaml'), text, { mode: 0o600 })
    const loaded = await loadConfig({ path: 'latchkey.yaml', env: {}, cwd })
    assert.equal(configOf(loaded).names.reserved.length, 15)
    assert.deepEqual(loaded.warnings, [])
  }
})

test('all problems are named at once, in the order of the file, each with what is expected', async () => {
  const text = `homeserver:
  url: matrix.example.org
  ulr: http://127.0.0.1:8008
  server_name: 123
invites:
  default_expiry: 2 fortnights
comunity: {}
title: Our Choir
public: https://example.org
passwords: [min_length, 10]
limits:
  wrong_codes: {points: 3}
`
  const { LATCHKEY_PUBLIC_URL: _, ...env } = REQUIRED
  const problems = await problemsOf(text, {
    LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET:
      env.LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET,
    LATCHKEY_LOG_LEVEL: 'loud',
  })
  assert.deepEqual(problems, [
    'latchkey.yaml:2: homeserver.url is "matrix.example.org"; expected an address such as https://example.org/join, without user, question mark or #',
    'latchkey.yaml:3: homeserver.ulr is not an option; did you mean homeserver.url?',
    'latchkey.yaml:4: homeserver.server_name is "123"; expected a server name such as example.org',
    'latchkey.yaml:6: invites.default_expiry is "2 fortnights"; expected a duration such as 48h, 1h30m or P2D, from 1 minute to 3650 days, or never',
    'latchkey.yaml:7: comunity is not an option; did you mean community?',
    'latchkey.yaml:8: title is not an option; did you mean community.title?',
    'latchkey.yaml:9: public is a single value; expected a map of options',
    'latchkey.yaml:10: passwords is a list; expected a map of options',
    "latchkey.yaml:12: limits.wrong_codes can't be used; expected a rate such as 20 per 10 minutes",
    'latchkey.yaml: public.url is missing; expected an address such as https://example.org/join, without user, question mark or #',
    'LATCHKEY_LOG_LEVEL is "loud"; expected one of trace, debug, info, warn, error',
  ])
})

test('without a file, what is missing is named as a variable', async () => {
  const loaded = await loadConfig({ path: null, env: {}, cwd: '/' })
  assert.ok('problems' in loaded)
  const missing = loaded.problems.map(({ key }) => key)
  assert.deepEqual(missing, Object.keys(REQUIRED))
  assert.match(describeProblem(loaded.problems[1] ?? assert.fail()), /^LATCHKEY_\w+ is missing; /)
})

test('a file that is no YAML gets one line that says where and why', async () => {
  const files: Record<string, string> = {
    'log:\n\tlevel: info': 'latchkey.yaml:2: a tab indents this line; YAML takes only spaces',
    'log: level: info':
      'latchkey.yaml:1: a value that holds a colon and a space has to be in quotes',
    'log:\n  level: "info': 'latchkey.yaml:2: a closing quote or bracket, or a colon, is missing',
    'log\nlanguage: en': 'latchkey.yaml:1: a colon is missing after a key',
    'language: @en': 'latchkey.yaml:1: a value that begins with this sign has to be in quotes',
    'language: !en': 'latchkey.yaml:1: a value that begins with ! has to be in quotes',
    'language: en\n---\nlanguage: de':
      'latchkey.yaml:2: a second document begins here; one is enough',
    'names: {pattern: [a-z]+}':
      'latchkey.yaml:1: a value ends too early or goes on too long; it may have to be in quotes',
    'language: {a: 1': 'latchkey.yaml:1: the indentation is wrong',
    '%FOO\n---\nlanguage: en': 'latchkey.yaml:1: this is not YAML',
    '- language': 'latchkey.yaml:1: the file is not a map of options',
    language: 'latchkey.yaml:1: the file is not a map of options',
  }
  for (const [text, expected] of Object.entries(files)) {
    assert.deepEqual(await problemsOf(text), [expected])
  }
  assert.equal((await problemsOf('['.repeat(100_000))).length, 1)
})

test('a file that is missing, unreadable or no text is said to be that', async () => {
  const cwd = folderWith({})
  const missing = await loadConfig({ path: 'latchkey.yaml', env: REQUIRED, cwd })
  assert.ok('problems' in missing)
  assert.deepEqual(missing.problems.map(describeProblem), ['latchkey.yaml: there is no such file'])
  const folder = await loadConfig({ path: cwd, env: REQUIRED, cwd })
  assert.ok('problems' in folder)
  assert.deepEqual(folder.problems.map(describeProblem), [`${cwd}: can't be read (EISDIR)`])
  const nul = await problemsOf('language: en\0')
  assert.deepEqual(nul, ['latchkey.yaml: is not a text file: it holds a NUL byte'])
  const latin1 = await problemsOf(Buffer.from('language: \xe9', 'latin1'))
  assert.deepEqual(latin1, ['latchkey.yaml: is not a text file in UTF-8'])
})

test('an option without a value is a problem, and null leaves the default', async () => {
  const text = 'community:\n  accent: #0b6e4f\n  title: ~\nlog:\npublic: null\n'
  assert.deepEqual(await problemsOf(text), [
    'latchkey.yaml:2: community.accent is empty; expected a value, in quotes where it begins with a sign such as # or *',
  ])
  const rooms = await problemsOf('community:\n  rooms:\n    - #a:b.org\n')
  assert.match(rooms.join(), /^latchkey.yaml:2: community.rooms can't be used; expected a list/)
  const unknown = await problemsOf('language: *en\n? [a]\n: b\n')
  assert.match(unknown.join(), /language is empty.*\? is not an option/)
})

test('numbers count as they are written, and anchors are followed', async () => {
  const text = `community: {title: 2026, description: 1e3, rules: &text "Be kind"}
client: {web_url: &site https://a.org}
public: {url: *site}
homeserver: {registration_shared_secret: 0123456789012345678901}
`
  const { LATCHKEY_HOMESERVER_URL: url, LATCHKEY_HOMESERVER_SERVER_NAME: name } = REQUIRED
  const env = { LATCHKEY_HOMESERVER_URL: url, LATCHKEY_HOMESERVER_SERVER_NAME: name }
  const config = configOf(await load(text, env))
  assert.equal(config.community.title, '2026')
  assert.equal(config.community.description, '1e3')
  assert.equal(config.public.url, 'https://a.org')
  assert.equal(config.homeserver.registrationSharedSecret, '0123456789012345678901')
})

test('a key that stands twice is a problem, and a dotted key stands for its section', async () => {
  assert.equal(configOf(await load('log.level: warn')).log.level, 'warn')
  const twice = await problemsOf('log.level: warn\nlog: {level: info}')
  assert.deepEqual(twice, ['latchkey.yaml:2: log.level is set twice'])
  const keys = await problemsOf('log:\n  level: info\n  level: warn\nlog:\nlanguage: no language\n')
  assert.equal(keys.length, 3)
  assert.deepEqual(keys.slice(0, 2), [
    'latchkey.yaml:3: log.level is set twice',
    'latchkey.yaml:4: log is set twice',
  ])
})

test('a secret that is set twice in one place, or whose file is no good, is a problem', async () => {
  const both = await problemsOf('admin: {secret: a, secret_file: b}')
  assert.match(both.join(), /admin.secret and admin.secret_file are both set; expected one of them/)
  const twice = { ...REQUIRED, LATCHKEY_ADMIN_SECRET: 'a', LATCHKEY_ADMIN_SECRET_FILE: 'b' }
  assert.match(
    (await problemsOf('', twice)).join(),
    /^LATCHKEY_ADMIN_SECRET and LATCHKEY_ADMIN_SECRET_F/,
  )
  const lost = await problemsOf('admin: {secret_file: nowhere/hidden}')
  assert.deepEqual(lost, [
    "latchkey.yaml:1: admin.secret_file can't be used: there is no such file; expected the path of a file that holds the secret",
  ])
  const folder = await problemsOf('admin: {secret_file: .}')
  assert.match(folder.join(), /admin.secret_file can't be used: the file can't be read \(EISDIR\)/)
  const list = await problemsOf('admin: {secret_file: [a]}')
  assert.match(list.join(), /admin.secret_file can't be used; expected the path/)
})

test('no problem shows a secret, wherever somebody put it', async () => {
  const misplaced = [
    'admin: {secret: hunter2}',
    'admin: {secret: [hunter2]}',
    'admin: {secret: {hunter2: 1}}',
    'admin: {secret: *hunter2}',
    'admin: {secret: !hunter2 x}',
    'admin: {secret: @hunter2}',
    'admin: {secret: "hunter2}',
    'admin: {secret: "\\qhunter2"}',
    'admin: {secert: hunter2}',
    'admin: hunter2',
    'admin: {secret_file: hunter2}',
    'admin: {secret: hunter2, secret_file: hunter2}',
    'database: {url: "mysql://u:hunter2@h/d"}',
    'homeserver: {url: "https://u:hunter2@h/d"}',
    'homeserver: {url: "https://u:a/hunter2@h"}',
    'public: {url: "https://u:hunter2@h/d"}',
    '- hunter2',
  ]
  for (const text of misplaced) {
    const cwd = folderWith({ 'latchkey.yaml': text })
    const loaded = await loadConfig({ path: 'latchkey.yaml', env: {}, cwd })
    assert.ok('problems' in loaded && loaded.problems.length > 0)
    assert.doesNotMatch(
      JSON.stringify(loaded) + loaded.problems.map(describeProblem),
      /hunter2/,
      text,
    )
  }
})

test('what is shown is short and harmless on a terminal', async () => {
  const [shown = ''] = await problemsOf(`log: {level: "\\e[31m\\u202E\\x9b${'x'.repeat(500)}"}`)
  assert.match(shown, /log.level is "\\u\{1b\}\[31m\\u\{202e\}\\u\{9b\}x+…"/)
  assert.ok(shown.length < 250)
})

test('a private listener that others may reach has to be allowed', async () => {
  const refused = await problemsOf('private: {listen: "0.0.0.0:20001"}')
  assert.deepEqual(refused, [
    'latchkey.yaml:1: private.listen is "0.0.0.0:20001"; expected an address of this machine or an inner network, or private.allow_public: true beside it',
  ])
  configOf(await load('private: {listen: "0.0.0.0:20001", allow_public: true}'))
  configOf(await load('private: {listen: "192.168.1.2:20001"}'))
  assert.equal((await problemsOf('private: {listen: "8.8.8.8:1", allow_public: maybe}')).length, 1)
})

test('options that contradict one another are a problem', async () => {
  const broken: Record<string, RegExp> = {
    'public: {listen: "127.0.0.1:20001"}': /public.listen and private.listen to be two addresses/,
    'passwords: {min_length: 20, max_length: 12}': /passwords.min_length to be at most/,
    'names: {min_length: 65}': /names.min_length is "65"; expected names.min_length to be at most/,
  }
  for (const [text, expected] of Object.entries(broken)) {
    assert.match((await problemsOf(text)).join(), expected)
  }
  configOf(await load('public: {listen: "[::1]:0"}\nprivate: {listen: "[::1]:0"}'))
})

test('what works but is unwise is a warning', async () => {
  const { warnings } = await load(
    'homeserver: {settle_after: 10s}\npublic: {listen: "unix:a.sock"}',
    {
      ...REQUIRED,
      LATCHKEY_PUBLIC_URL: 'http://example.org',
      LATCHKEY_HOMSERVER_URL: 'http://127.0.0.1:8008',
      LATCHKEY_SERVICE_HOST: '10.0.0.1',
    },
  )
  assert.equal(warnings.length, 4)
  assert.match(
    warnings[0] ?? '',
    /LATCHKEY_HOMSERVER_URL .* did you mean LATCHKEY_HOMESERVER_URL\?/,
  )
  assert.match(warnings.join(), /not https.*unix socket.*nonce/)
  const quiet =
    'public: {url: "http://localhost:20000", listen: "unix:a.sock"}\nproxies: {trusted: unix}'
  assert.deepEqual((await load(quiet, { ...REQUIRED, LATCHKEY_PUBLIC_URL: '' })).warnings, [])
})

test('a configuration file that holds a secret and that everybody can read is a warning', async () => {
  const cwd = folderWith({ secret: SECRET })
  const path = join(cwd, 'latchkey.yaml')
  const warningsOf = async (text: string, mode: number) => {
    writeFileSync(path, text)
    chmodSync(path, mode)
    return (await loadConfig({ path, env: REQUIRED, cwd: '/' })).warnings
  }
  const [warning = '', ...others] = await warningsOf(`admin: {secret: ${SECRET}}`, 0o644)
  assert.match(warning, /holds admin.secret and everybody on this machine can read it: chmod o-r/)
  assert.deepEqual(others, [])
  assert.deepEqual(await warningsOf(`admin: {secret: ${SECRET}}`, 0o640), [])
  assert.deepEqual(await warningsOf('admin: {secret_file: secret}', 0o644), [])
  assert.deepEqual(await warningsOf('database: {url: "sqlite:a.db"}', 0o644), [])
})

test('a usable configuration is described without its secrets', async () => {
  const loaded = await load(`names: {reserved: [a, b]}\nadmin: {secret: ${SECRET}}`)
  assert.ok('settings' in loaded)
  assert.deepEqual(describeSettings(loaded.settings), [
    'homeserver.url                         http://127.0.0.1:8008  (LATCHKEY_HOMESERVER_URL)',
    'homeserver.server_name                 example.org  (LATCHKEY_HOMESERVER_SERVER_NAME)',
    'homeserver.registration_shared_secret  (secret)  (LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET)',
    'public.url                             https://example.org/join  (LATCHKEY_PUBLIC_URL)',
    'names.reserved                         a, b  (latchkey.yaml:1)',
    'admin.secret                           (secret)  (latchkey.yaml:2)',
  ])
})
