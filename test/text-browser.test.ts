import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from '../tools/programs.ts'
import { needs, programPath, synapse } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { login, newName } from './support/synapse-client.ts'

const password = 'correct-horse-battery'

/** The number of links before `words` on a page in lynx: how often to press arrow down. */
async function linksBefore(url: string, words: string): Promise<number> {
  const { output: numbered } = await run(programPath('lynx'), ['-dump', url])
  assert.ok(numbered.includes(words), numbered)
  return (numbered.split(words)[0] ?? '').split(/\[\d+\]/).length - 1
}

const down = (times: number) => Array.from({ length: times }, () => 'Down Arrow')

test('a newcomer signs up with a text browser', needs('synapse', 'lynx'), async () => {
  await using portal = await openPortal()
  const { code } = await portal.invite()
  const link = `${portal.url}/i/${code}`
  const name = newName()
  const keys = [
    ...down((await linksBefore(link, 'Create my account')) - 1),
    '^J',
    ...down(await linksBefore(`${link}/account`, '____')),
    ...Array.from(name),
    ...down(1),
    ...Array.from(password),
    // lynx also shows the button that reveals the password; the second field follows it.
    ...down(2),
    ...Array.from(password),
    ...down(1),
    '^J',
    'q',
    'y',
  ]
  const screen = await type(link, keys)
  assert.match(screen, /Welcome, /, screen)
  const user = `@${name}:${synapse().serverName}`
  assert.equal(await login(synapse().url, name, password), user)
})

/** Types keys into lynx in a new terminal; returns all output. */
async function type(url: string, keys: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-lynx-'))
  const script = join(folder, 'keys')
  const screen = join(folder, 'screen')
  await writeFile(script, keys.map((key) => `key ${key}\n`).join(''))
  const command = `stty rows 60 cols 100; TERM=vt100 ${programPath('lynx')} -accept_all_cookies -cmd_script=${script} ${url}`
  await run('script', ['-qec', command, screen], { signal: AbortSignal.timeout(60_000) })
  const printed = await readFile(screen, 'latin1')
  await rm(folder, { recursive: true })
  return printed
}
