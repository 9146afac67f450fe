import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newAdmin, newRoom } from '../homeservers/synapses.ts'
import { output, workplace } from '../support/command.ts'
import { signedIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'

const configuration = (url: string, adminToken: string) => `homeserver:
  url: ${url}
  server_name: ${synapse().serverName}
  registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
  admin_token: ${adminToken}
public:
  url: https://example.org/join
`

test(
  'an import names the rooms into which nobody can be brought, writes the profiles all the same, and works offline',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const room = await newRoom(synapse(), adminToken, 'private_chat')
    const missing = `#nowhere:${synapse().serverName}`
    const club = `profiles: [{ name: club, rooms: ['${room}', '${missing}'] }]`
    const homes = [
      [synapse().url, `${missing}: newcomers can’t be brought in.`],
      ['http://127.0.0.1:9', ''],
    ] as const
    for (const [url, warning] of homes) {
      await using place = await workplace(configuration(url, adminToken))
      await place.write('club.yaml', club)
      const { code, stdout, stderr } = await place.runHere('profiles', 'import', 'club.yaml')
      assert.equal(code, 0)
      assert.equal(stdout, 'Written: club.\n')
      assert.ok(warning === '' ? stderr === '' : stderr.startsWith(warning), stderr)
      assert.ok(!stderr.includes(room) && !stderr.includes(adminToken))
      assert.match(output(await place.runHere('profiles', 'list')), /^club/m)
    }
  },
)

test(
  'the console writes a profile all the same, and names on its page the rooms into which nobody can be brought',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const room = await newRoom(synapse(), adminToken, 'private_chat')
    const { url, serverName } = synapse()
    const operator = `@ruth:${serverName}`
    const homeserver = { url, serverName, adminToken }
    await using portal = await openPortal({
      settings: { homeserver, console: { operators: [operator] } },
    })
    const { visitor, press } = await signedIn(portal, operator)
    const missing = `#nowhere:${serverName}`
    const closed = /can’t be brought into these rooms/
    const made = await press('/console/profiles', { name: 'club', rooms: `${room}\n${missing}` })
    const page = await visitor.get(made.headers.get('location') ?? '')
    assert.match(page.text, closed)
    assert.ok(page.text.includes(`>${missing}</bdi>`) && !page.text.includes(`>${room}</bdi>`))
    const changed = await press('/console/profiles/club', { rooms: room })
    assert.match(changed.headers.get('location') ?? '', /profiles\?done=/)
    assert.doesNotMatch((await visitor.get('/console/profiles/club')).text, closed)
  },
)
