import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { loadFile, type LoadedFile } from '../../src/compat/matrix-registration/load.ts'
import { isOwn } from '../../src/compat/matrix-registration/format.ts'
import { describeProblem } from '../../src/config/problem.ts'
import { newFolder } from '../support/portero.ts'

const golden = join(import.meta.dirname, '../golden/matrix-registration')

const MINIMAL = `server_location: http://hs.internal:8008/
shared_secret: of-the-homeserver
`

type Usable = Extract<LoadedFile, { config: unknown }>

function loadAny(text: string, env: Record<string, string> = {}, cwd = newFolder()) {
  writeFileSync(join(cwd, 'config.yaml'), text, { mode: 0o600 })
  return loadFile({ path: 'config.yaml', text, env, cwd })
}

async function load(text: string, env?: Record<string, string>, cwd?: string): Promise<Usable> {
  const loaded = await loadAny(text, env, cwd)
  assert.ok('config' in loaded, JSON.stringify(loaded))
  return loaded
}

async function problemsOf(text: string): Promise<string[]> {
  const loaded = await loadAny(text)
  assert.ok('problems' in loaded)
  return loaded.problems.map(describeProblem)
}

describe('config.yaml', () => {
  test('of each generation says the same under its own names', async () => {
    const first = await load(readFileSync(join(golden, 'config-v0.7.2.yaml'), 'utf8'))
    const second = await load(readFileSync(join(golden, 'config.yaml'), 'utf8'))
    for (const { config } of [first, second]) {
      assert.equal(config.homeserver.url, 'http://127.0.0.1:8008')
      assert.equal(config.homeserver.serverName, 'hs.test')
      assert.equal(config.homeserver.registrationSharedSecret, 'shared-secret-for-tests')
      assert.equal(config.admin.secret, 'adminsecret')
      assert.deepEqual(config.passwords, { minLength: 8, maxLength: 255, refuseGuessable: false })
      assert.deepEqual(config.names, { minLength: 1, maxLength: 200, reserved: [], pattern: null })
      assert.equal(config.log.level, 'info')
    }
    assert.deepEqual([first.surface.generation, second.surface.generation], [1, 2])
    assert.deepEqual([first.warnings, second.warnings], [[], []])
    assert.equal(second.surface.logAddresses, true)
    assert.deepEqual(first.config.limits.wrongCodes, { points: 10, per: 60_000 })
  })

  test('needs little: what is missing has the value that the program had for it', async () => {
    const { config, surface, warnings } = await load(MINIMAL)
    assert.equal(config.homeserver.url, 'http://hs.internal:8008')
    assert.equal(config.homeserver.serverName, 'hs.internal')
    assert.equal(config.admin.secret, 'of-the-homeserver', 'before 0.7 it opened the API, too')
    assert.deepEqual(config.public.listen, { host: 'localhost', port: 5000 })
    assert.equal(config.public.url, 'http://localhost:5000/register')
    assert.match(surface.databases.old, /^sqlite:\/.*\/db\.sqlite3$/)
    assert.match(config.database.url, /^sqlite:\/.*\/db\.latchkey\.sqlite3$/)
    assert.equal(config.client.webUrl, 'https://app.element.io')
    assert.deepEqual(warnings, [])
  })

  test('is told apart from a configuration of ours', () => {
    for (const text of [MINIMAL, `{"server_location": "http://x"}`, `"server_location" : x`]) {
      assert.ok(isOwn(text))
    }
    assert.ok(!isOwn('homeserver:\n  url: http://x\n  registration_shared_secret: y'))
  })

  test('names everything that is wrong with it at once, and never a secret', async () => {
    const text = `server_location: hs.internal
db: mysql://user:hidden@db/x
port: many
rate_limit: [often]
password: {min_length: 300}
username: {validation_regex: ['(']}
latchkey: {community: {accent: mauve}}
`
    assert.deepEqual(await problemsOf(text), [
      'config.yaml:1: server_location is "hs.internal", which has no http:// or https:// in front; did you mean "https://hs.internal"?',
      'config.yaml: registration_shared_secret is missing; expected the secret',
      "config.yaml:2: db can't be used: it is a kind of database that Latchkey does not use; expected a file of SQLite or a database of PostgreSQL",
      'config.yaml:3: port is "many", which is no number; expected a whole number from 0 to 65535',
      'config.yaml:4: rate_limit is "often", which has no time, such as per minute; expected limits such as 10 per minute',
      'config.yaml:5: password.min_length is "300", which is more than 255; did you mean "255"?',
      'config.yaml:6: username.validation_regex is "(", which is no regular expression of Python; expected a regular expression',
    ])
    assert.deepEqual(await problemsOf(': :'), ['config.yaml:1: this is not YAML with keys'])
    assert.match(
      (await problemsOf(`${MINIMAL}a: "b`))[0] ?? '',
      /^config\.yaml:3: this is not YAML/,
    )
    assert.match(
      (await problemsOf(`${MINIMAL}latchkey: {community: {accent: mauve}}`))[0] ?? '',
      /accent is "mauve"/,
    )
  })

  test('takes whole numbers alone: nothing that overflows, is negative or has an exponent', async () => {
    for (const least of ['-1', '1e2', '2.5', '.inf', '.nan', 'true', '999999999999999999999']) {
      const [problem = ''] = await problemsOf(`${MINIMAL}password: {min_length: "${least}"}\n`)
      assert.match(
        problem,
        /password\.min_length is "[^"]+", (which|where) .*(number from 0 to 255|did you mean)/,
        least,
      )
    }
    for (const port of ['-1', '65536', '80.5', '.nan', '1e999']) {
      assert.match(
        (await problemsOf(`${MINIMAL}port: ${port}\n`))[0] ?? '',
        /port is "[^"]+", (which|where) .*(number from 0 to 65535|did you mean)/,
        port,
      )
    }
    const rates = 'rate_limit: ["999999999999 per 999999 years"]\n'
    const { config } = await load(MINIMAL + rates)
    const { points, per } = config.limits.failedPosts
    assert.ok(Number.isSafeInteger(Date.now() + per) && Number.isSafeInteger(points))
  })

  test('may hold keys that nobody knows: they are warned about', async () => {
    const { warnings } = await load(
      `${MINIMAL}colour: red\nlatchkey: {x: {z: 1}, timezone: Asia/Tokyo}\n`,
    )
    assert.deepEqual(warnings, [
      'colour is no key that is known here; it is ignored.',
      'latchkey.x.z is no option; it is ignored.',
    ])
  })

  test('takes options of ours below latchkey and from the environment, which counts most', async () => {
    const text = `${MINIMAL}latchkey:
  timezone: Asia/Tokyo
  proxies: {trusted: [10.0.0.1]}
  public: {url: https://example.org}
  community: {title: From the file}
`
    const env = {
      LATCHKEY_COMMUNITY_TITLE: 'From the environment',
      LATCHKEY_DATABASE_URL: 'sqlite:/x/y.db',
    }
    const { config, publicUrlKnown } = await load(text, env)
    assert.equal(config.timezone, 'Asia/Tokyo')
    assert.deepEqual(config.proxies.trusted, ['10.0.0.1'])
    assert.equal(config.public.url, 'https://example.org/register')
    assert.equal(config.community.title, 'From the environment')
    assert.equal(config.database.url, 'sqlite:/x/y.db')
    assert.ok(publicUrlKnown)
  })

  test('base_url and the address make the place below which everything is', async () => {
    const cases: [base: string, url: string, expected: string][] = [
      ['/', '', 'http://localhost:5000/register'],
      ['element/', '', 'http://localhost:5000/element/register'],
      ['/element', 'https://x.org', 'https://x.org/element/register'],
      ['/element', 'https://x.org/element/register', 'https://x.org/element/register'],
      ['', 'https://x.org/gate/', 'https://x.org/gate/register'],
    ]
    for (const [base, url, expected] of cases) {
      const env: Record<string, string> = url === '' ? {} : { LATCHKEY_PUBLIC_URL: url }
      const { config } = await load(`${MINIMAL}base_url: ${base}\n`, env)
      assert.equal(config.public.url, expected)
    }
    const { config } = await load(`${MINIMAL}host: '::'\n`)
    assert.equal(config.public.url, 'http://localhost:5000/register')
    const { config: six } = await load(`${MINIMAL}host: '::1'\n`)
    assert.equal(six.public.url, 'http://[::1]:5000/register')
  })

  test('booleans are those of YAML 1.1, and of two equal keys the last counts', async () => {
    const { surface } = await load(`${MINIMAL}allow_cors: yes\nip_logging: off\nport: 1\nport: 2\n`)
    assert.deepEqual([surface.allowCors, surface.logAddresses, surface.port], [true, false, 2])
  })

  test('the sample client is nobody’s choice, another one is', async () => {
    for (const url of ['https://riot.im/app/', 'https://app.element.io/#/login']) {
      const { config } = await load(`${MINIMAL}riot_instance: '${url}'\n`)
      assert.equal(config.client.webUrl, 'https://app.element.io')
    }
    const { config } = await load(`${MINIMAL}client_redirect: 'https://chat.x.org/#/login'\n`)
    assert.equal(config.client.webUrl, 'https://chat.x.org/#/login')
    const { warnings } = await load(`${MINIMAL}client_redirect: chat\nclient_logo: nowhere.png\n`)
    assert.match(
      warnings.join(' '),
      /not a web address.*nowhere\.png, which does not exist: no picture/,
    )
  })

  test('secrets come from the credentials folder as they are written there', async () => {
    const cwd = newFolder()
    const lines = ['# ours', 'REGISTRATION_SHARED_SECRET=Case==Kept ', 'admin_secret = Two', 'x=y']
    writeFileSync(join(cwd, 'secrets'), lines.join('\n'))
    const { config, warnings } = await load(MINIMAL, { CREDENTIALS_DIRECTORY: cwd })
    assert.equal(config.homeserver.registrationSharedSecret, 'Case==Kept')
    assert.equal(config.admin.secret, 'Two')
    assert.match(warnings.join(), /^x in .* is no key that is known here\.$/)
    await load(MINIMAL, { CREDENTIALS_DIRECTORY: join(cwd, 'nowhere') })
  })
})

async function logging(text: string) {
  const { surface, warnings } = await load(`${MINIMAL}logging: ${text}\n`)
  return { ...surface.logging, warnings }
}

describe('logging', () => {
  test('is honoured for level, console and file', async () => {
    const { level, console, file } = await logging(`
  root: {level: WARNING, handlers: [console, file]}
  handlers:
    console: {class: logging.StreamHandler, level: ERROR, stream: 'ext://sys.stdout'}
    file: {class: logging.handlers.RotatingFileHandler, filename: /x/m.log, maxBytes: 10, backupCount: 3}`)
    assert.deepEqual(
      { level, console, file },
      { level: 'warn', console: 'stdout', file: { path: '/x/m.log', maxBytes: 10, backups: 3 } },
    )
  })

  test('says what it cannot honour', async () => {
    const { warnings, console, level } = await logging(`
  root: {level: 10, handlers: [mail, file, other, nothing]}
  handlers:
    mail: {class: logging.handlers.SMTPHandler}
    file: {class: logging.handlers.TimedRotatingFileHandler, filename: m.log, level: INFO}
    other: {class: logging.NullHandler}`)
    assert.equal(warnings.length, 3)
    assert.match(
      warnings.join('\n'),
      /a SMTPHandler isn't served.*\n.*m\.log is written, but not rotated.*\n.*lowest level/,
    )
    assert.deepEqual([console, level], [null, 'debug'])
  })

  test('is not rotated by numbers that no rotation can go by, which is said', async () => {
    for (const odd of ['-1', '.inf', '.nan', '1e9', '999999999999999999', 'many']) {
      const { file, warnings } = await logging(`
  root: {handlers: [file]}
  handlers:
    file: {class: logging.handlers.RotatingFileHandler, filename: /x, maxBytes: ${odd}, backupCount: ${odd}}`)
      assert.ok(Number.isSafeInteger(file?.maxBytes) && file?.backups === 0, odd)
      assert.match(warnings.join(' '), /backupCount is .*, not a whole number up to 1000/)
    }
  })

  test('without handlers goes to standard error', async () => {
    for (const text of ['', '{version: 1}', '{root: {handlers: [x]}}', '[]']) {
      const { console, level } = await logging(text)
      assert.deepEqual([console, level], ['stderr', 'info'])
    }
  })
})
