import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { program, workplace } from './support/command.ts'

const counter = fileURLToPath(new URL('support/packages.ts', import.meta.url))
const database = '@scure/bip39 kysely yaml'

/** The packages that each command may load. */
const budget: [command: string[], packages: string][] = [
  [['version'], ''],
  [['help'], ''],
  [['help', 'serve'], 'yaml'],
  [['help', 'config', 'check'], ''],
  [['help', 'doctor'], ''],
  [['invite'], database],
  [['invite', '--qr'], database.replace('yaml', 'uqr yaml')],
  [['invites', 'list'], database],
  [['health'], 'yaml'],
]

test('a command loads the packages that it needs, and no more', async () => {
  await using place = await workplace(undefined, [process.execPath, '--import', counter, program])
  for (const [command, packages] of budget) {
    const { stderr } = await place.run(...command)
    assert.equal(stderr.split('\n').at(-1), packages, command.join(' '))
  }
})
