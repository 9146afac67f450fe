import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { runCommand } from '../../src/programs/run.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { holds, textLike } from './kit.ts'

const commands = [
  'invite',
  'invites',
  'list',
  'show',
  'change',
  'pause',
  'redemptions',
  'resolve',
  'config',
  'check',
  'describe',
  'health',
  'help',
  'version',
  'generate',
  'status',
  'import',
  'server',
]
const options = [
  '--uses',
  '--expires',
  '--opens',
  '--label',
  '--code',
  '--words',
  '--json',
  '--config',
  '--verbose',
  '--qr',
  '-h',
  '--',
  '-',
  '@file',
  '--limit',
  '--status',
  '--configuration-file',
  '--config-path',
  '--address',
]
const values = [
  '1',
  'unlimited',
  'never',
  '48h',
  '2030-12-31',
  'latchkey.yaml',
  '\u001b[31m',
  '=',
  '',
]

/** Words of valid command lines, and other words. */
const lines = fc.array(
  fc.oneof(fc.constantFrom(...commands, ...options, ...values), textLike(options, 2_000)),
  {
    maxLength: 8,
  },
)

const stopped = () => Promise.resolve('SIGTERM')

for (const name of ['latchkey', 'portero', 'matrix-registration']) {
  test(`${name} ends every command line with a status and a sentence`, async () => {
    await using place = await workplace(configuration(site))
    await holds(
      lines.filter((args) => !args.includes('serve')),
      async (args) => {
        let said = ''
        const output = { write: (piece: string) => (said += piece) }
        const shell = {
          env: {},
          cwd: place.folder,
          root: place.folder,
          stdout: output,
          stderr: output,
          clock: Date.now,
          random: randomBytes,
          stopped,
          surviveSignals: () => {},
        }
        const status = await runCommand(shell, name, args)
        assert.ok([0, 1, 2].includes(status), said)
        assert.doesNotMatch(said, /^ {4}at .*\.[tj]s:\d+|TypeError/m)
        assert.ok(!said.includes('\u001b[31m'), JSON.stringify(said))
      },
    )
  })
}
