import assert from 'node:assert/strict'
import { test } from 'node:test'
import { site, workplace } from '../support/command.ts'
import { acceptingServer } from './accepting.ts'

const secret = 'dAYjKUoSkC2OHTh8Hs4u'
const ways = {
  synapse: `registration_shared_secret: ${secret}`,
  dendrite: `registration_shared_secret: ${secret}`,
  'registration-token': 'registration_token: once',
}

const configure = (url: string, kind: keyof typeof ways, way = ways[kind]) =>
  `homeserver:\n  kind: ${kind}\n  url: ${url}\n  server_name: example.org\n  ${way}\n${site}`

for (const kind of Object.keys(ways) as (keyof typeof ways)[]) {
  test(`doctor and config check make nobody at a server of kind ${kind} that accepts every name`, async () => {
    for (const nameFirst of [false, true]) {
      await using server = await acceptingServer({ secret, nameFirst })
      await using place = await workplace(configure(server.url, kind))
      await place.runHere('doctor')
      await place.runHere('config', 'check')
      assert.deepEqual(server.made, [])
    }
  })
}

/** The doctor's finding about this secret. */
async function told(nameFirst: boolean, given = secret): Promise<string> {
  await using server = await acceptingServer({ secret, nameFirst })
  const way = `registration_shared_secret: ${given}`
  await using place = await workplace(configure(server.url, 'synapse', way))
  return (await place.runHere('doctor')).stdout
}

test('a secret is right only if a wrong one is refused', async () => {
  assert.match(await told(false), /✓ The registration shared secret is right/)
  assert.match(await told(false, 'another'), /✗ The registration shared secret is wrong/)
  assert.match(await told(true), /! The registration shared secret could not be tested/)
  assert.match(await told(true, 'another'), /! The registration shared secret could not be tested/)
})

test('a settle_after that can give out a use twice is an error for the doctor, and stops nothing', async () => {
  await using server = await acceptingServer({ secret, nameFirst: false })
  const short = `${ways.synapse}\n  settle_after: 20s`
  await using place = await workplace(configure(server.url, 'synapse', short))
  const { stdout } = await place.runHere('doctor')
  assert.equal(stdout.match(/settle_after is too short/g)?.length, 1)
  assert.match(stdout, /✗ homeserver\.settle_after is too short: .* 60 seconds/)
})
