import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { needs } from '../support/parts.ts'
import { openPortero, start } from '../support/portero.ts'

/** The output of `latchkey doctor` for the file of a running portal. */
async function doctor(cwd: string, file: string): Promise<string> {
  const run = start('latchkey', ['doctor', '--config', file], { cwd })
  return (await run.finished).stdout
}

describe('the doctor finds a running portal', needs('synapse'), () => {
  test('with matrix-registration’s file, below its base_url', async () => {
    await using portal = await openOldPortal({ keys: { base_url: '/element' } })
    const said = await doctor(portal.cwd, 'config.yaml')
    assert.match(said, /✓ http:\/\/127\.0\.0\.1:\d+\/element\/register leads to this portal/)
    assert.match(said, /✓ The registration shared secret is right/)
    assert.doesNotMatch(said, /older configuration/)
  })

  test('with portero’s file, whose public URL does not lead here', async () => {
    await using portal = await openPortero()
    const said = await doctor(portal.cwd, 'server.conf')
    assert.match(said, /✗ The portal is running, but https:\/\/invite\.example\.com\/reach can't/)
    assert.match(said, /✓ The registration shared secret is right/)
    assert.doesNotMatch(said, /older configuration/)
    assert.match(said, /! Apps don't find the homeserver by its name: https:\/\/example\.test\//)
  })

  test('with portero’s file, and its API repeats the warnings about the file', async () => {
    const secret = 'a secret that nobody guesses'
    const added = ['server.tokenExpiration = PT0S', `latchkey.admin.secret = ${secret}`]
    await using portal = await openPortero({ added })
    const headers = { authorization: `Bearer ${secret}` }
    const reply = await fetch(`${portal.privateUrl}/api/v1/doctor`, { headers })
    assert.match(await reply.text(), /server\.tokenExpiration is not positive/)
  })
})
