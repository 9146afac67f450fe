import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NEWEST } from '../../tools/synapse-install.ts'
import { examine, wrongs } from '../doctor/examine.ts'
import { newAdmin, ownSynapse } from '../homeservers/synapses.ts'
import type { Overrides } from '../support/config.ts'
import { openQuietPortal } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'

async function whereItIs(settings: Overrides) {
  await using portal = await openQuietPortal({ settings })
  return (await examine(portal.app)).find(({ code }) => code === 'console')
}

test('the doctor says where the console is, and why it lets nobody sign in over http', async () => {
  const open = await whereItIs({ public: { url: 'http://localhost:1' } })
  assert.deepEqual(
    [open?.severity, open?.sentence],
    ['fine', 'The console is at http://localhost:1/console.'],
  )
  const insecure = await whereItIs({ public: { url: 'http://chat.example.org' } })
  assert.equal(insecure?.severity, 'warning')
  assert.match(insecure?.advice ?? '', /https address, or console\.listen to private or off/)
  const off = await whereItIs({ console: { listen: 'off' } })
  assert.equal(off?.sentence, 'The console is off.')
})

test(
  'the doctor tells the ways in, and whether the homeserver counts sign-ins by visitor',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    await using portal = await openPortal({ settings: { homeserver: { adminToken } } })
    const found = await examine(portal.app)
    const of = (code: string) => found.find((one) => one.code === code)
    assert.match(of('sign_in')?.sentence ?? '', /with their Matrix password/)
    assert.equal(of('sign_in_addresses')?.severity, 'fine')
    await using blind = await ownSynapse(() => ({}), NEWEST, { isForwarded: false })
    const { url, serverName, sharedSecret: registrationSharedSecret } = blind
    const token = await newAdmin(blind)
    const homeserver = { url, serverName, registrationSharedSecret, adminToken: token }
    await using other = await openPortal({ settings: { homeserver } })
    const { sign_in_addresses: said = '' } = wrongs(await examine(other.app))
    assert.match(said, /^warning: .*at one address.*x_forwarded: true/)
  },
)
