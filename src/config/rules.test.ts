import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  configOf,
  folderWith,
  load,
  problemsOf,
  REQUIRED,
  SECRET,
} from '../../test/support/load-config.ts'
import { loadConfig } from './load.ts'

test('a private listener that others may reach has to be allowed', async () => {
  const refused = await problemsOf('private: {listen: "0.0.0.0:20001"}')
  assert.deepEqual(refused, [
    'latchkey.yaml:1: private.listen is "0.0.0.0:20001", which others may reach; expected an address of this machine or an inner network, or private.allow_public: true beside it',
  ])
  configOf(await load('private: {listen: "0.0.0.0:20001", allow_public: true}'))
  configOf(await load('private: {listen: "192.168.1.2:20001"}'))
  assert.equal((await problemsOf('private: {listen: "8.8.8.8:1", allow_public: maybe}')).length, 1)
})

test('options that contradict one another are a problem', async () => {
  const broken: Record<string, RegExp> = {
    'public: {listen: "127.0.0.1:20001"}': /public.listen and private.listen to be two addresses/,
    'passwords: {min_length: 20, max_length: 12}': /passwords.min_length to be at most/,
    'names: {min_length: 65}':
      /names.min_length is "65", which leaves no length between the minimum and the maximum; expected names.min_length to be at most/,
  }
  for (const [text, expected] of Object.entries(broken)) {
    assert.match((await problemsOf(text)).join(), expected)
  }
  configOf(await load('public: {listen: "[::1]:0"}\nprivate: {listen: "[::1]:0"}'))
})

test('a setting that is valid but probably not intended is a warning', async () => {
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
  assert.match(warnings.join(), /not https.*unix socket.*60 seconds \(synapse\)/)
  const quiet =
    'public: {url: "http://localhost:20000", listen: "unix:a.sock"}\nproxies: {trusted: unix}'
  assert.deepEqual((await load(quiet, { ...REQUIRED, LATCHKEY_PUBLIC_URL: '' })).warnings, [])
})

test('a file that holds a secret and that everybody can read is a warning', async () => {
  const cwd = folderWith({ secret: SECRET })
  const path = join(cwd, 'latchkey.yaml')
  const warningsOf = async (text: string, mode: number) => {
    writeFileSync(path, text)
    chmodSync(path, mode)
    const loaded = await loadConfig({ path, env: REQUIRED, cwd: '/' })
    return 'exposed' in loaded ? loaded.exposed : []
  }
  const [warning = '', ...others] = await warningsOf(`admin: {secret: ${SECRET}}`, 0o644)
  assert.match(warning, /holds admin.secret and everybody on this machine can read it: chmod o-r/)
  assert.deepEqual(others, [])
  assert.deepEqual(await warningsOf(`admin: {secret: ${SECRET}}`, 0o640), [])
  assert.deepEqual(await warningsOf('admin: {secret_file: secret}', 0o644), [])
  chmodSync(join(cwd, 'secret'), 0o604)
  const [other] = await warningsOf('admin: {secret_file: secret}', 0o600)
  assert.match(other ?? '', /secret holds admin\.secret and everybody/)
  assert.deepEqual(await warningsOf('database: {url: "sqlite:a.db"}', 0o644), [])
})
