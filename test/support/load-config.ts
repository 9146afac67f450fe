import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../src/model/config.ts'
import { loadConfig, type Loaded } from '../../src/config/load.ts'
import { describeProblem } from '../../src/config/problem.ts'

export const SECRET = 'dAYjKUoSkC2OHTh8Hs4u'

/** Variables for all required options. */
export const REQUIRED = {
  LATCHKEY_HOMESERVER_URL: 'http://127.0.0.1:9',
  LATCHKEY_HOMESERVER_SERVER_NAME: 'example.org',
  LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: SECRET,
  LATCHKEY_PUBLIC_URL: 'https://example.org/join',
}

const ROOT = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
process.once('exit', () => rmSync(ROOT, { recursive: true, force: true }))

/** A new private folder with these files, deleted after the tests. */
export function folderWith(files: Record<string, string | Buffer>) {
  const folder = mkdtempSync(join(ROOT, 'folder-'))
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  return folder
}

/** Loads a file with this text in a new folder, with all required options in the environment. */
export function load(text: string | Buffer, env: Record<string, string> = REQUIRED) {
  const cwd = folderWith({ 'latchkey.yaml': text })
  return loadConfig({ path: 'latchkey.yaml', env, cwd })
}

/** The problems of such a file, one line each. */
export async function problemsOf(text: string | Buffer, env?: Record<string, string>) {
  const loaded = await load(text, env)
  assert.ok('problems' in loaded, 'the configuration should have problems')
  return loaded.problems.map(describeProblem)
}

export function configOf(loaded: Loaded): Config {
  assert.ok('config' in loaded, JSON.stringify(loaded))
  return loaded.config
}
