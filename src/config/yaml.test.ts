import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configOf, folderWith, load, problemsOf, REQUIRED } from '../../test/support/load-config.ts'
import { loadConfig } from './load.ts'
import { describeProblem } from './problem.ts'

test('a file that is no YAML gets one line that says where and why', async () => {
  const files: Record<string, string> = {
    'log:\n\tlevel: info': 'latchkey.yaml:2: a tab indents this line; YAML takes only spaces',
    'log: level: info':
      'latchkey.yaml:1: a value that holds a colon and a space has to be in quotes',
    'log:\n  level: "info': 'latchkey.yaml:2: a closing quote or bracket, or a colon, is missing',
    'log\nlanguage: en': 'latchkey.yaml:1: a colon and a space are missing after a key',
    'language: @en': 'latchkey.yaml:1: a value that begins with @ has to be in quotes',
    'language: !en': 'latchkey.yaml:1: a value that begins with ! has to be in quotes',
    'language: en\n---\nlanguage: de':
      'latchkey.yaml:2: a second document begins here; one is enough',
    'names: {pattern: [a-z]+}':
      'latchkey.yaml:1: a value ends too early or goes on too long; it may have to be in quotes',
    'language: {a: 1': 'latchkey.yaml:1: the indentation is wrong',
    '%FOO\n---\nlanguage: en': 'latchkey.yaml:1: this is not YAML',
    '- language':
      'latchkey.yaml:1: the file is not a map of options, each with a colon and a space after its name',
    language:
      'latchkey.yaml:1: the file is not a map of options, each with a colon and a space after its name',
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
  assert.deepEqual(missing.problems.map(describeProblem), ['latchkey.yaml: does not exist'])
  const folder = await loadConfig({ path: cwd, env: REQUIRED, cwd })
  assert.ok('problems' in folder)
  assert.deepEqual(folder.problems.map(describeProblem), [`${cwd}: is a directory`])
  const nul = await problemsOf('language: en\0')
  assert.deepEqual(nul, ['latchkey.yaml: is not a text file: it holds a NUL byte'])
  const latin1 = await problemsOf(Buffer.from('language: \xe9', 'latin1'))
  assert.deepEqual(latin1, ['latchkey.yaml: is not a text file in UTF-8'])
})

test('an option without a value is a problem, and null leaves the default', async () => {
  const text = 'community:\n  accent: #0b6e4f\n  title: ~\nlog:\npublic: null\n'
  assert.deepEqual(await problemsOf(text), [
    'latchkey.yaml:2: community.accent is empty, because # begins a comment; did you mean "#0b6e4f"?',
  ])
  const rooms = await problemsOf('community:\n  rooms:\n    - #a:b.org\n')
  assert.match(
    rooms.join(),
    /^latchkey.yaml:2: community.rooms is empty, because # .*; did you mean "#a:b.org"\?$/,
  )
  const unknown = await problemsOf('language: *en\n? [a]\n: b\n')
  assert.match(
    unknown.join(),
    /language begins with \*, which makes it a reference to nothing.*\? is not an option/,
  )
})

test('a key that stands twice is a problem, and a dotted key stands for its section', async () => {
  assert.equal(configOf(await load('log.level: warn')).log.level, 'warn')
  const twice = await problemsOf('log.level: warn\nlog: {level: info}')
  assert.deepEqual(twice, ['latchkey.yaml:2: log.level is set twice, first in line 1'])
  const keys = await problemsOf('log:\n  level: info\n  level: warn\nlog:\nlanguage: no language\n')
  assert.equal(keys.length, 3)
  assert.deepEqual(keys.slice(0, 2), [
    'latchkey.yaml:3: log.level is set twice, first in line 2',
    'latchkey.yaml:4: log is set twice, first in line 1',
  ])
})
