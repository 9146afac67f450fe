import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { folderWith, REQUIRED } from '../../test/support/load-config.ts'
import { optionNamed, refused } from '../../test/support/refused-value.ts'
import { loadConfig } from './load.ts'
import { options } from './options.ts'
import { describeProblem } from './problem.ts'

const cwd = folderWith({})

test('no refusal shows a character of a secret', async () => {
  const secrets = options.filter(({ secret }) => secret)
  const written = fc.constantFrom(
    '',
    'mysql://u:',
    'postgres://u:#',
    'sqlite://',
    '"',
    '\n',
    'change',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...secrets),
      written,
      written,
      async (option, before, after) => {
        const found = await refused(option, `${before}Zq7${after}Xv9`)
        if (found) assert.doesNotMatch(describeProblem(found), /Zq7|Xv9/)
      },
    ),
  )
})

test('a secret has reasons of its own', async () => {
  const reasons: [key: string, value: string, why: RegExp][] = [
    ['admin.secret', 'change-me', /still an example from a guide/],
    ['admin.secret', 'Zq7-Xv9', /shorter than 16 characters/],
    ['admin.secret', '  ', /is empty/],
    ['admin.secret', 'Zq7-Xv9-Zq7-Xv9\nZq7-Xv9', /more than one line/],
    ['admin.secret', import.meta.filename, /the path of a file: put _file behind the name/],
    ['database.url', 'latchkey.db', /no scheme: write sqlite: before the path of a file/],
    ['database.url', 'sqlite://latchkey.db', /two slashes after sqlite:/],
    ['database.url', 'postgres://u:pa#ss@h/d', /"#" in its user name or password: write %23/],
    ['database.url', 'postgres://u:pa/ss@h/d', /"\/" in its user name or password: write %2F/],
    ['database.url', 'postgres://u:pa%ss@h/d', /"%" in its user name or password: write %25/],
    ['database.url', 'postgresql+psycopg2://u@h/d', /names a driver of Python/],
    ['database.url', 'host=localhost dbname=d', /a list of keywords/],
    ['database.url', 'mysql://u@h/d', /a kind of database that Latchkey does not use/],
  ]
  for (const [key, value, why] of reasons) {
    const found = (await refused(optionNamed(key), value)) ?? assert.fail(value)
    assert.match(describeProblem(found), why)
  }
  const variable = 'LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET'
  const unset = await loadConfig({ path: null, env: { ...REQUIRED, [variable]: '' }, cwd })
  assert.match(JSON.stringify(unset), /is missing: the variable in the environment is empty/)
})

test('a file with a secret has reasons of its own, and may end with a line break', async () => {
  const files = {
    empty: '\n',
    example: 'secret\n',
    latin1: Buffer.from('Zq7-Xv9-Zq7-\xe9-Xv9', 'latin1'),
    lines: 'Zq7-Xv9-Zq7-Xv9-Zq7\nXv9\n',
    right: 'Zq7-Xv9-Zq7-Xv9-Zq7\r\n',
  }
  const folder = folderWith(files)
  const outcomes: [file: string, why: RegExp | null][] = [
    ['nowhere', /the file does not exist/],
    ['.', /the file is a directory/],
    ['right/beyond', /the file does not exist/],
    ['empty', /the text of the file is empty/],
    ['example', /the text of the file is still an example/],
    ['latin1', /the file is not a text file in UTF-8/],
    ['lines', /the text of the file has more than one line/],
    ['right', null],
  ]
  for (const [file, why] of outcomes) {
    const env = { ...REQUIRED, LATCHKEY_ADMIN_SECRET_FILE: file }
    const loaded = await loadConfig({ path: null, env, cwd: folder })
    if (why === null) assert.ok('config' in loaded)
    else assert.match('problems' in loaded ? loaded.problems.map(describeProblem).join() : '', why)
  }
})
