import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folderWith, problemsOf, REQUIRED } from '../../test/support/load-config.ts'
import { loadConfig } from './load.ts'
import { describeProblem } from './problem.ts'

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
    'latchkey.yaml:2: homeserver.url is "matrix.example.org", which has no http:// or https:// in front; did you mean "https://matrix.example.org"?',
    'latchkey.yaml:3: homeserver.ulr is not an option; did you mean homeserver.url?',
    'latchkey.yaml:4: homeserver.server_name is "123", which has neither a letter nor a dot; expected a server name such as example.org',
    'latchkey.yaml:6: invites.default_expiry is "2 fortnights", where "fortnights" is no unit that is known here; did you mean "28 days"?',
    'latchkey.yaml:7: comunity is not an option; did you mean community?',
    'latchkey.yaml:8: title is not an option; did you mean community.title?',
    'latchkey.yaml:9: public is a single value; expected a map of options',
    'latchkey.yaml:10: passwords is a list; expected a map of options',
    'latchkey.yaml:12: limits.wrong_codes is a map or a nested list; expected a rate such as 20 per 10 minutes, at most per 366 days',
    'latchkey.yaml: public.url is missing; expected an address such as https://example.org/join, without user, question mark or #',
    'LATCHKEY_LOG_LEVEL is "loud", which is none of these words; expected one of trace, debug, info, warn, error',
  ])
})

test('without a file, what is missing is named as a variable', async () => {
  const loaded = await loadConfig({ path: null, env: {}, cwd: '/' })
  assert.ok('problems' in loaded)
  const missing = loaded.problems.map(({ key }) => key)
  assert.deepEqual(missing, Object.keys(REQUIRED))
  assert.match(describeProblem(loaded.problems[1] ?? assert.fail()), /^LATCHKEY_\w+ is missing; /)
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
    "latchkey.yaml:1: admin.secret_file can't be used: the file does not exist; expected the path of a file that holds the secret",
  ])
  const folder = await problemsOf('admin: {secret_file: .}')
  assert.match(folder.join(), /admin.secret_file can't be used: the file is a directory/)
  const list = await problemsOf('admin: {secret_file: [a]}')
  assert.match(list.join(), /admin.secret_file is no single text; expected the path/)
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
