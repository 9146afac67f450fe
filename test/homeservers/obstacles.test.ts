import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { runCommand } from '../../src/programs/run.ts'
import { workplace } from '../support/command.ts'
import { standIn } from './stand-in.ts'

test('the portal reports at its start the stages that newcomers can’t complete', async () => {
  await using server = await standIn('synapse-uia-all-stages', 'mas-synapse-as-new-user')
  await using place = await workplace(`homeserver:
  kind: registration-token
  url: ${server.url}
  server_name: syn4.test
  registration_token: once
public:
  url: http://127.0.0.1:1
  listen: unix:public.sock
private:
  listen: unix:private.sock
proxies:
  trusted: unix
`)
  const told = Promise.withResolvers<string>()
  const shell = {
    env: {},
    cwd: place.folder,
    root: place.folder,
    stdout: { write: () => {} },
    stderr: { write: (line: string) => void (line.includes('"flow"') && told.resolve(line)) },
    clock: Date.now,
    random: randomBytes,
    stopped: () => told.promise,
    surviveSignals: () => {},
  }
  assert.equal(await runCommand(shell, 'latchkey', ['serve']), 0)
  const { level, code, msg } = JSON.parse(await told.promise)
  assert.deepEqual([level, code], ['warn', 'flow'])
  assert.match(
    msg,
    /^The homeserver asks newcomers for m\.login\.recaptcha, m\.login\.email\.identity/,
  )
})
