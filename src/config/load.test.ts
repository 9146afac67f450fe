import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { configOf, folderWith, load, REQUIRED, SECRET } from '../../test/support/load-config.ts'
import { defaultValues } from './assemble.ts'
import { describeSettings } from './describe.ts'
import { exampleFile } from './document.ts'
import { loadConfig } from './load.ts'
import { fileNames } from './option.ts'
import { options } from './options.ts'
import type { NamedOption } from './option.ts'
import type { Loaded } from './load.ts'

const ICON = join(import.meta.dirname, '../http/portal/assets/icon.svg')

/** A value that isn't the default, for each option. */
const VALUES: Record<string, [written: string, read: unknown]> = {
  'homeserver.kind': ['dendrite', 'dendrite'],
  'homeserver.url': ['https://matrix.example.net', 'https://matrix.example.net'],
  'homeserver.server_name': ['example.net', 'example.net'],
  'homeserver.registration_shared_secret': ['Zt9PpWq3', 'Zt9PpWq3'],
  'homeserver.registration_token': ['Kq7Vd2Rs', 'Kq7Vd2Rs'],
  'homeserver.admin_token': ['syt_cm9vdA_x', 'syt_cm9vdA_x'],
  'homeserver.timeout': ['20s', 20_000],
  'homeserver.concurrency': ['8', 8],
  'homeserver.settle_after': ['6m', 360_000],
  'homeserver.ca_file': [import.meta.filename, import.meta.filename],
  'mas.url': ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  'mas.client_id': ['01J44QC8BCY7FCFM7WGHQGKMTJ', '01J44QC8BCY7FCFM7WGHQGKMTJ'],
  'mas.client_secret': ['Hn3Lw8Tz', 'Hn3Lw8Tz'],
  'mas.email': ['true', true],
  'public.url': ['https://join.example.net', 'https://join.example.net'],
  'public.listen': ['"[::1]:8080"', { host: '::1', port: 8080 }],
  'public.socket_mode': ['0640', 0o640],
  'public.socket_group': ['www-data', 'www-data'],
  'database.url': ['postgres://u:p@host/db', 'postgres://u:p@host/db'],
  'community.title': ['Our Choir', 'Our Choir'],
  'community.description': ['We sing.', 'We sing.'],
  'community.picture': [ICON, ICON],
  'community.rules': ['Be kind.', 'Be kind.'],
  'community.accent': ['"#FA0"', '#ffaa00'],
  'community.rooms': ['"#choir:example.net"', ['#choir:example.net']],
  'bot.servers': ['localhost:8448', ['localhost:8448']],
  'client.web_url': ['https://chat.example.net', 'https://chat.example.net'],
  'client.after_url': ['https://example.net/hello', 'https://example.net/hello'],
  'invites.default_uses': ['unlimited', null],
  'invites.default_expiry': ['never', null],
  'requests.open': ['true', true],
  'requests.questions': [
    '"Which group? [Choir | Garden] (optional)"',
    [{ text: 'Which group?', options: ['Choir', 'Garden'], isOptional: true }],
  ],
  'requests.rules': ['Be kind.', 'Be kind.'],
  'requests.rules_url': ['https://example.net/rules', 'https://example.net/rules'],
  'requests.rules_version': ['2026-05', '2026-05'],
  'requests.profile': ['club', 'club'],
  'requests.invitation_expiry': ['2 days', 172_800_000],
  'requests.deciders': ['operators', 'operators'],
  'requests.show_in_room': ['true', true],
  'requests.per_network': ['2', 2],
  'requests.rate': ['3 per hour', { points: 3, per: 3_600_000 }],
  'requests.most': ['50', 50],
  'requests.end_after': ['10 days', 864_000_000],
  'requests.forget_after': ['1 day', 86_400_000],
  'passwords.min_length': ['12', 12],
  'passwords.max_length': ['72', 72],
  'passwords.refuse_guessable': ['false', false],
  'names.min_length': ['3', 3],
  'names.max_length': ['30', 30],
  'names.reserved': ['Conductor', ['conductor']],
  'names.pattern': ['"[a-z]+"', '^(?:[a-z]+)$'],
  language: ['sv', 'sv'],
  timezone: ['Europe/Stockholm', 'Europe/Stockholm'],
  'bot.room': ['"#invites:example.net"', '#invites:example.net'],
  'bot.moderators_room': ['"!abc:example.net"', '!abc:example.net'],
  'private.listen': ['10.0.0.1:9000', { host: '10.0.0.1', port: 9000 }],
  'private.socket_mode': ['0640', 0o640],
  'private.socket_group': ['www-data', 'www-data'],
  'private.hosts': ['registration:5000', ['registration:5000']],
  'private.allow_public': ['true', true],
  'admin.secret': ['pR7cYtQm2KxLw8Vz', 'pR7cYtQm2KxLw8Vz'],
  webhooks: [
    '[{"url": "https://hooks.example.net/in", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]',
    [
      {
        url: 'https://hooks.example.net/in',
        secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
        events: null,
        allowPrivate: false,
      },
    ],
  ],
  'console.operators': ['"@ana:example.net"', ['@ana:example.net']],
  'console.listen': ['private', 'private'],
  'console.moderators_from': ['"#choir:example.net"', '#choir:example.net'],
  'redemptions.wait': ['1s', 1000],
  'retention.redemptions': ['2 days', 172_800_000],
  'retention.audit': ['1 day', 86_400_000],
  'mail.url': ['smtp://u:p%40@mail.example.net', 'smtp://u:p%40@mail.example.net'],
  'mail.from': ['Club <club@Example.net>', { name: 'Club', address: 'club@example.net' }],
  'mail.tls': ['opportunistic', 'opportunistic'],
  'proxies.trusted': ['10.0.0.0/8', ['10.0.0.0/8']],
  'limits.wrong_codes': ['1 per second', { points: 1, per: 1000 }],
  'limits.failed_posts': ['2 per second', { points: 2, per: 1000 }],
  'limits.name_checks': ['3 per second', { points: 3, per: 1000 }],
  'limits.failed_secrets': ['4 per second', { points: 4, per: 1000 }],
  'log.level': ['debug', 'debug'],
  'log.format': ['json', 'json'],
}

function valueOf(loaded: Loaded, { section, name }: NamedOption): unknown {
  const entry: unknown = configOf(loaded)[section]
  return name === null ? entry : new Map(Object.entries(entry as object)).get(name)
}

function unquoted(text: string) {
  return text.replace(/^"(.*)"$/, '$1')
}

test('VALUES has a value for every option', () => {
  const lacking = options.filter(({ key }) => VALUES[key] === undefined).map(({ key }) => key)
  assert.deepEqual(lacking, [], 'add a value that is not the default to VALUES')
})

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
  const file = exampleFile()
  for (const option of options) {
    const [written = '', read] = VALUES[option.key] ?? []
    const loaded = await load(file, { ...REQUIRED, [option.variable]: unquoted(written) })
    assert.deepEqual(valueOf(loaded, option), read, option.variable)
  }
})

test('every secret can come from a file of its own, named in the file or in the environment', async () => {
  const secrets = options.filter(({ secret }) => secret)
  assert.equal(secrets.length, 8)
  for (const option of secrets) {
    const [written = '', read] = VALUES[option.key] ?? []
    const { key, variable } = fileNames(option)
    const { [option.variable]: _, ...env } = REQUIRED as Record<string, string>
    const cwd = folderWith({ credential: `${written}\n` })
    const words = key.split('.')
    const text = `${words.join(': {')}: credential ${'}'.repeat(words.length - 1)}`
    writeFileSync(join(cwd, 'latchkey.yaml'), text)
    const named = { path: join(cwd, 'latchkey.yaml'), env, cwd: '/' }
    assert.deepEqual(valueOf(await loadConfig(named), option), read, key)
    const alone = { path: null, env: { ...env, [variable]: 'credential' }, cwd }
    assert.deepEqual(valueOf(await loadConfig(alone), option), read, variable)
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
    socketMode: null,
    socketGroup: null,
  })
  assert.deepEqual(config.invites, { defaultUses: 1, defaultExpiry: 48 * 3_600_000 })
  assert.equal(config.admin.secret, null)
  assert.equal(config.community.title, 'example.org')
  const alone = configOf(await loadConfig({ path: null, env: REQUIRED, cwd }))
  assert.equal(alone.database.url, `sqlite:${cwd}/latchkey.db`)
  assert.equal(defaultValues('/').size, options.length - 2)
})

test('the example of the documentation is a configuration, with and without its comments', async () => {
  const cwd = folderWith({
    secret: SECRET,
    smtp: 'smtp://a.org',
    'picture.png': 'GIF89a',
    'ca.pem': '',
  })
  const example = exampleFile()
    .replace('/etc/latchkey/mail_url', 'smtp')
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

test('a usable configuration is described without its secrets', async () => {
  const loaded = await load(`names: {reserved: [a, b]}\nadmin: {secret: ${SECRET}}`)
  assert.ok('settings' in loaded)
  assert.deepEqual(describeSettings(loaded.settings), [
    'homeserver.url                         http://127.0.0.1:9  (LATCHKEY_HOMESERVER_URL)',
    'homeserver.server_name                 example.org  (LATCHKEY_HOMESERVER_SERVER_NAME)',
    'homeserver.registration_shared_secret  (secret)  (LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET)',
    'public.url                             https://example.org/join  (LATCHKEY_PUBLIC_URL)',
    'names.reserved                         a, b  (latchkey.yaml:1)',
    'admin.secret                           (secret)  (latchkey.yaml:2)',
  ])
})
