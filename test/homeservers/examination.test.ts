import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Homeserver } from '../../src/ports/homeserver.ts'
import { needs, synapse } from '../support/parts.ts'
import { openStandIns } from './mas-stand-in.ts'
import { nowhere, openDriver } from './open.ts'
import { standIn } from './stand-in.ts'

/** The faults that an examination finds, by code. */
async function wrongs(opened: Promise<Homeserver>): Promise<Record<string, string>> {
  const homeserver = await opened
  const findings = await homeserver.examine()
  await homeserver.close()
  const wrong = findings.filter(({ severity }) => severity === 'error')
  return Object.fromEntries(
    wrong.map(({ code, sentence, advice }) => [code, `${sentence} ${advice}`]),
  )
}

const secret = { registrationSharedSecret: 'KWvKyqCEZUSWvw8tUjCN' }

test('an examination ends where nothing answers, or no homeserver does', async () => {
  const dead = await wrongs(openDriver({ url: nowhere, ...secret }))
  assert.deepEqual(Object.keys(dead), ['answers'])
  assert.match(
    dead['answers'] ?? '',
    /does not answer \(ECONNREFUSED\)\. Is .*homeserver\.url right/,
  )
  await using other = await standIn('dendrite-requires-token')
  const none = await wrongs(openDriver({ url: other.url, ...secret }))
  assert.match(none['answers'] ?? '', /it answers 599, which no Matrix homeserver does/)
})

test(
  'a wrong server name, a wrong kind and a closed registration are reported',
  needs('synapse'),
  async () => {
    const { url } = synapse()
    const found = await wrongs(
      openDriver({
        url,
        serverName: 'example.net',
        kind: 'registration-token',
        registrationToken: 'x',
      }),
    )
    assert.match(found['server_name'] ?? '', /Its name is example.test, but .* says example.net/)
    assert.match(
      found['kind'] ?? '',
      /It is Synapse .* registration-token does not fit\. Set homeserver.kind to synapse\./,
    )
    assert.match(found['flow'] ?? '', /Registration is closed at the homeserver/)
  },
)

test('a shared secret does not work at a Synapse that delegates to MAS', async () => {
  const { synapse: behind, close } = await openStandIns('mas')
  const found = await wrongs(openDriver({ url: behind.url, serverName: 'syn3.test', ...secret }))
  assert.match(
    found['kind'] ?? '',
    /delegates signing in to a service, .* Set .* to mas or mas-token/,
  )
  await close()
})

test('a registration form of MAS that is open to all, or closed, is reported', async () => {
  const { mas, given, close } = await openStandIns('mas-token')
  const examine = () => wrongs(openDriver({ ...given.homeserver, mas: given.mas }))
  assert.match((await examine())['mas_form'] ?? '', /lets anybody in/)
  const shut = ['"password_registration_enabled": true', '"password_registration_enabled": false']
  mas.answerAt('GET /api/admin/v1/site-config', 'site-config', [shut[0] ?? '', shut[1] ?? ''])
  assert.match((await examine())['mas_form'] ?? '', /form of MAS is closed/)
  await close()
})

test(
  'clocks that differ are reported; a minute or more is an error',
  needs('synapse'),
  async () => {
    const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
    const judge = async (ahead: number) => {
      const clock = () => Date.now() + ahead
      const homeserver = await openDriver({ url, serverName, registrationSharedSecret, clock })
      const [found] = (await homeserver.examine()).filter(({ code }) => code === 'clock')
      await homeserver.close()
      return `${found?.severity}: ${found?.sentence}`
    }
    assert.match(await judge(0), /^fine: /)
    assert.match(
      await judge(20_000),
      /^warning: Its clock is (19|20|21) seconds behind the one here/,
    )
    assert.match(
      await judge(-90_000),
      /^error: Its clock is (89|90|91) seconds ahead of the one here/,
    )
  },
)
