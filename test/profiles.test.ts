import assert from 'node:assert/strict'
import { text as whole } from 'node:stream/consumers'
import { test } from 'node:test'
import { waitFor } from '../src/shared/wait.ts'
import { listJobs } from '../src/store/jobs-overview.ts'
import { writeProfiles } from '../src/core/profiles/profiles.ts'
import { shellActor } from '../src/model/actor.ts'
import { newAdmin, newRoom } from './homeservers/synapses.ts'
import { openApi } from './support/api.ts'
import { make, refusal } from './support/api-steps.ts'
import { configuration, json, output, site, workplace } from './support/command.ts'
import { needs, synapse } from './support/parts.ts'
import { type Kind, openPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

const club = `profiles:
  - name: club
    default: true
    rooms:
      - "#club:example.org"
      - "!abc"
    greeting:
      en: Welcome to the club
      de: Willkommen im Club
  - name: friends
`
/** Few bytes that become many values. */
const bomb = `a: &a [1,1,1,1,1,1,1,1,1]
b: &b [${'*a,'.repeat(9)}]
c: &c [${'*b,'.repeat(9)}]
d: [${'*c,'.repeat(9)}]
`
const withRooms = configuration(`${site}community:\n  rooms: ['#lobby:example.org']\n`)

test('until a profile is written, the default one has the rooms of the configuration', async () => {
  await using place = await workplace(withRooms)
  const [only, ...others] = json(await place.runHere('profiles', 'list', '--json')) as unknown as [
    unknown,
  ]
  assert.deepEqual(only, {
    name: 'default',
    default: true,
    rooms: ['#lobby:example.org'],
    greeting: {},
    direct_message: false,
    account: null,
    pinned: null,
    only_operators: false,
    uses: null,
    lasts: null,
  })
  assert.deepEqual(others, [])
})

test('profiles export prints what profiles import reads', async () => {
  await using place = await workplace(withRooms)
  await place.write('club.yaml', club)
  assert.equal(
    output(await place.runHere('profiles', 'import', 'club.yaml')),
    'Written: club, friends.\n',
  )
  const exported = output(await place.runHere('profiles', 'export'))
  assert.equal(exported, club)
  await place.write('again.yaml', exported)
  await place.runHere('profiles', 'import', 'again.yaml')
  assert.equal(output(await place.runHere('profiles', 'export')), club)
})

test('profiles import - reads standard input, so that export | import changes nothing', async () => {
  await using place = await workplace(withRooms)
  const child = place.start('profiles', 'import', '-')
  child.stdin?.end(club)
  assert.ok(child.stdout)
  assert.equal(await whole(child.stdout), 'Written: club, friends.\n')
  assert.equal(output(await place.runHere('profiles', 'export')), club)
})

test('an imported default replaces the default before it', async () => {
  await using place = await workplace(withRooms)
  await place.write('club.yaml', club)
  await place.write('other.yaml', 'profiles: [{ name: other, default: true }]')
  await place.runHere('profiles', 'import', 'club.yaml')
  await place.runHere('profiles', 'import', 'other.yaml')
  const list = output(await place.runHere('profiles', 'list'))
  assert.match(list, /^other +yes/m)
  assert.match(list, /^club +#club/m)
})

test('a file with a mistake changes nothing, and each mistake is named with its place', async () => {
  await using place = await workplace(withRooms)
  const mistakes: [string, RegExp][] = [
    ['profiles: [{ name: a }, { name: a }]', /profiles: Two profiles have the same name/],
    [
      'profiles: [{ name: a }, { name: b, rooms: [lobby] }]',
      /profiles\[1\]\.rooms\[0\]: A room is/,
    ],
    ['profiles: [{ name: a, room: x }]', /profiles\[0\]: Nothing has the name room/],
    ['profiles: [{ name: a, greeting: { en_GB: Hi } }]', /profiles\[0\]\.greeting\.en_GB/],
    ['profiles: [{ name: a, default: true }, { name: b, default: true }]', /Only one profile/],
    ['profiles: []', /a list of at least one/],
    ['- name: a', /the file: /],
    ['profiles: [', /is not YAML/],
    ['', /the file: A file of profiles begins with profiles:/],
    ['profiles: [club]', /profiles\[0\]: A profile is a map with a name/],
    ['profiles: [{ name: none }]', /profiles\[0\]\.name: .*none is no name/],
    [bomb, /wrong\.yaml can't be used: Excessive alias count/],
  ]
  for (const [text, told] of mistakes) {
    await place.write('wrong.yaml', text)
    const { code, stderr } = await place.runHere('profiles', 'import', 'wrong.yaml')
    assert.notEqual(code, 0, text)
    assert.match(stderr, told)
  }
  assert.match(
    output(await place.runHere('profiles', 'list')),
    /^default +yes +#lobby:example\.org$/m,
  )
})

test('an invitation can be given a profile that exists, another one, and none', async () => {
  await using place = await workplace(withRooms)
  await place.write('club.yaml', club)
  await place.runHere('profiles', 'import', 'club.yaml')
  const made = json(await place.runHere('invite', '--profile', 'friends', '--json'))
  assert.equal(made['profile'], 'friends')
  const change = async (name: string) =>
    json(await place.runHere('invites', 'change', made.id, '--profile', name, '--json'))['profile']
  assert.equal(await change('club'), 'club')
  assert.equal(await change('none'), null)
  const unknown = await place.runHere('invite', '--profile', 'nobody')
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /No profile has this name: see latchkey profiles list/)
})

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `the API writes, shows and deletes profiles on ${kind}, but none that an open invitation has`,
    kind === 'PostgreSQL' ? needs('postgres') : {},
    async () => {
      await using api = await openApi(kind)
      const body = { rooms: ['#club:example.org'], greeting: { en: 'Hi' } }
      const none = { pinned: null, only_operators: false, uses: null, lasts: null }
      const rest = { direct_message: false, account: null, ...none }
      const written = { name: 'Club & friends', default: false, ...body, ...rest }
      const path = '/api/v1/profiles/Club%20%26%20friends'
      const put = await api.ask('PUT', path, { body })
      assert.deepEqual([put.status, put.json], [200, written])
      assert.deepEqual((await api.ask('GET', path)).json, written)
      const { id } = await make(api, { profile: written.name })
      assert.equal(await refusal(api, 'DELETE', path), '409 profile_in_use')
      await api.ask('POST', `/api/v1/invites/${id}/revoke`)
      assert.equal((await api.ask('DELETE', path)).status, 204)
      assert.equal(await refusal(api, 'GET', path), '404 profile_unknown')
      assert.equal(await refusal(api, 'DELETE', path), '404 profile_unknown')
      const refused = await refusal(api, 'POST', '/api/v1/invites', { profile: written.name })
      assert.equal(refused, '404 profile_unknown')
    },
  )
}

test('an invitation shows the greeting of its profile in the language of the page', async () => {
  await using portal = await openPortal()
  const page = async (code: string, language: string) =>
    (await newVisitor(portal.url).get(`/i/${code}`, { 'accept-language': language })).text
  const { code, id } = await portal.invite()
  assert.doesNotMatch(await page(code, 'en'), /class="greeting"/)
  const greeting = { en: 'Welcome & <hello>', de: 'Willkommen' }
  const profiles = [
    { name: 'club', isDefault: false, rooms: [], greeting, directMessage: false, account: null },
  ]
  await writeProfiles(portal.app, profiles, shellActor)
  const set = { profile_id: 'club' }
  await portal.app.db.updateTable('invites').set(set).where('id', '=', id).execute()
  const shown = async (language: string) =>
    waitFor(
      10_000,
      async () =>
        /<div class="greeting" lang="(\w+)" dir="auto"><p dir="auto">(.*?)<\/p>/.exec(
          await page(code, language),
        ) ?? undefined,
    )
  assert.deepEqual((await shown('de'))?.slice(1), ['de', 'Willkommen'])
  assert.deepEqual((await shown('fr'))?.slice(1), ['en', 'Welcome &amp; &lt;hello&gt;'])
})

test(
  'pages link to the rooms of the profile, not to those of the configuration',
  needs('synapse'),
  async () => {
    const community = { rooms: ['#configured:example.org'] }
    await using portal = await openPortal({ settings: { community } })
    const profile = {
      name: 'club',
      isDefault: true,
      directMessage: false,
      account: null,
      greeting: { en: 'Hello' },
    }
    await writeProfiles(portal.app, [{ ...profile, rooms: ['#club:example.org'] }], shellActor)
    const { code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const elsewhere = await visitor.get(`/i/${code}/matrix?address=%40ana%3Aelsewhere.example`)
    await join(visitor, code, { name: newName(), password: 'correct horse battery' })
    const last = await visitor.welcome()
    for (const { text } of [elsewhere, last]) {
      assert.match(text, /#club(<wbr \/>)?:example\.org/)
      assert.doesNotMatch(text, /#configured/)
    }
    assert.match(last.text, /class="greeting"[^>]*><p dir="auto">Hello/)
  },
)

test(
  'a newcomer is joined to the rooms of the invitation’s profile, otherwise of the default one',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const [configured = '', ofClub = '', ofDefault = ''] = await Promise.all(
      [1, 2, 3].map(() => newRoom(synapse(), adminToken, 'private_chat')),
    )
    await using portal = await openPortal({
      settings: { homeserver: { adminToken }, community: { rooms: [configured] } },
    })
    const { app } = portal
    app.work()
    const roomsOf = async (profile: string | null) => {
      const { code, id } = await portal.invite()
      await app.db
        .updateTable('invites')
        .set({ profile_id: profile })
        .where('id', '=', id)
        .execute()
      const name = newName()
      const reply = await join(newVisitor(portal.url), code, {
        name,
        password: 'correct horse battery',
      })
      assert.equal(reply.status, 303, reply.text)
      const done = await waitFor(20_000, async () =>
        (await listJobs(app.db, { onlyDead: false, limit: 10 })).length === 0 ? true : undefined,
      )
      assert.ok(done, 'every room is joined')
      const user = encodeURIComponent(`@${name}:${synapse().serverName}`)
      const joined = await fetch(`${synapse().url}/_synapse/admin/v1/users/${user}/joined_rooms`, {
        headers: { authorization: `Bearer ${adminToken}` },
      })
      return ((await joined.json()) as { joined_rooms: string[] }).joined_rooms
    }
    assert.deepEqual(await roomsOf(null), [configured])
    const profiles = [
      {
        name: 'club',
        isDefault: false,
        rooms: [ofClub],
        greeting: {},
        directMessage: false,
        account: null,
      },
      {
        name: 'everybody',
        isDefault: true,
        rooms: [ofDefault],
        greeting: {},
        directMessage: false,
        account: null,
      },
    ]
    await writeProfiles(app, profiles, shellActor)
    assert.deepEqual(await roomsOf(null), [ofDefault])
    assert.deepEqual(await roomsOf('club'), [ofClub])
  },
)
