import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { run } from '../tools/programs.ts'
import { commands } from '../src/programs/commands.ts'
import { output, runHere, workplace } from './support/command.ts'
import { needs, programPath } from './support/parts.ts'

/** Returns the shell's suggestions for the last of these words. */
type Complete = (...words: string[]) => Promise<string[]>

describe('bash completes', () => itCompletes('bash', bash, 'bash'))
describe('zsh completes', needs('zsh'), () => itCompletes('zsh', zsh))
describe('fish completes', needs('fish'), () => itCompletes('fish', fish))

function itCompletes(shell: string, ask: (script: string) => Complete, path = ''): void {
  let complete: Complete
  before(async () => {
    complete = ask(output(await runHere(path, ['completion', shell])))
  })

  test('the words of every command', async () => {
    for (const name of commands.keys()) {
      const words = name.split(' ')
      const offered = await complete(...words.slice(0, -1), '')
      assert.ok(offered.includes(words.at(-1) ?? ''), `${name}: ${offered.join()}`)
    }
  })

  test('every option of every command, with --config in every position', async () => {
    for (const [name, { load }] of commands) {
      const { options = {} } = await load()
      const offered = await complete('--config', 'backup', ...name.split(' '), '--')
      const wanted = [...Object.keys(options), 'config', 'help'].map((option) => `--${option}`)
      for (const option of wanted) assert.ok(offered.includes(option), `${name} ${option}`)
    }
  })

  test('command names after help, files for file options, and nothing for other values', async () => {
    assert.ok((await complete('help', 'invites', '')).includes('revoke'))
    assert.ok((await complete('serve', '--config', '/etc/pass')).includes('/etc/passwd'))
    assert.ok((await complete('backup', '/etc/pass')).includes('/etc/passwd'))
    assert.deepEqual(await complete('invite', '--label', ''), [])
    assert.deepEqual(await complete('invties', ''), [])
  })
}

function bash(script: string): Complete {
  const ask = `compopt() { :; }
${script}
COMP_WORDS=(latchkey "$@"); COMP_CWORD=$#; _latchkey; printf '%s\\n' "\${COMPREPLY[@]}"`
  return async (...words) => offersOf(await run('bash', ['-c', ask, 'bash', ...words]))
}

/** The script's arguments to zsh's functions, which only work in an interactive shell. */
function zsh(script: string): Complete {
  const ask = `compdef() { :; }
_files() { print -l -- $words[-1]* }
_describe() { print -l -- \${choices%%:*} }
${script}
words=(latchkey "$@"); CURRENT=$#words; PREFIX=$words[-1]; _latchkey`
  return async (...words) =>
    offersOf(await run(programPath('zsh'), ['-f', '-o', 'globsubst', '-c', ask, 'zsh', ...words]))
}

function fish(script: string): Complete {
  const ask = `${script}\ncomplete -C "latchkey $argv"`
  return async (...words) =>
    offersOf(await run(programPath('fish'), ['--no-config', '-c', ask, '--', ...words]))
}

function offersOf({ ok, output: said }: { ok: boolean; output: string }): string[] {
  assert.doesNotMatch(said, /latchkey: |line \d+/)
  assert.ok(ok || said === '', said)
  return said.split('\n').flatMap((line) => line.split('\t')[0] || [])
}

test('completion lists the supported shells', async () => {
  await using place = await workplace(null)
  const { code, stderr } = await place.runHere('completion', 'tcsh')
  assert.equal(code, 2)
  assert.match(stderr, /SHELL is bash, zsh or fish\./)
})
