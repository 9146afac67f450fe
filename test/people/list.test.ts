import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind, TestPortal } from '../support/portal.ts'
import { plantAccount, plantMatrixAccount } from './planted.ts'

const settings = {
  homeserver: { serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
  admin: { secret: 'operators-only-0123456789' },
}

/** In this order: accounts ana, anton, bo; Matrix accounts between them. */
async function plantPeople({ app, invite }: TestPortal): Promise<void> {
  const { id: invite_id } = await invite({ label: 'Choir' })
  const ana = '@ana:localhost'
  await plantAccount(app.db, { invite_id, localpart: 'ana' })
  await plantMatrixAccount(app.db, { invite_id, address: '@anna:other.example' })
  await plantAccount(app.db, { invite_id, localpart: 'anton', invited_by: ana })
  const declined = { state: 'declined', invited_by: ana } as const
  await plantMatrixAccount(app.db, { invite_id, address: '@ana:other.example', ...declined })
  await plantAccount(app.db, { invite_id, localpart: 'bo' })
}

interface Page {
  people: { id: string; user_id: string; kind: string; state: string; invited_by: string }[]
  next: string | null
}

function asker(portal: TestPortal) {
  const headers = { authorization: `Bearer ${settings.admin.secret}` }
  return async (query: string): Promise<Page> => {
    const path = query.startsWith('/') ? query : `/api/v1/people?${query}`
    const reply = await fetch(portal.privateUrl + path, { headers })
    assert.equal(reply.status, 200)
    return (await reply.json()) as Page
  }
}

const latest = ['@bo:localhost', '@ana:other.example', '@anton:localhost', '@anna:other.example']
const all = [...latest, '@ana:localhost']
const byName = ['@ana:localhost', '@ana:other.example', '@anna:other.example', '@anton:localhost']

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `everybody who came stands in one list on ${database}, by pages of any size, by age or by name`,
    onDatabase(database),
    async () => {
      await using portal = await openQuietPortal({ settings, database })
      await plantPeople(portal)
      const ask = asker(portal)
      for (const [query, expected] of [
        ['', all],
        ['name=an&', byName],
        ['name=%40ana%3Aother&', ['@ana:other.example']],
        ['kind=matrix_account&', ['@ana:other.example', '@anna:other.example']],
        ['kind=account&name=an&', ['@ana:localhost', '@anton:localhost']],
        ['invited_by=%40ana%3Alocalhost&', ['@ana:other.example', '@anton:localhost']],
      ] as const) {
        for (const limit of [1, 2, 3, 50]) {
          const found: string[] = []
          let next: string | null = `${query}limit=${limit}`
          while (next !== null) {
            const page: Page = await ask(next)
            assert.ok(page.people.length <= limit)
            found.push(...page.people.map(({ user_id: id }) => id))
            next = page.next
          }
          assert.deepEqual(found, expected, `${query} by ${limit}`)
        }
      }
      const [first] = (await ask('kind=matrix_account')).people
      assert.deepEqual([first?.kind, first?.state], ['matrix_account', 'declined'])
      assert.equal(first?.invited_by, '@ana:localhost')
    },
  )
}

test('the console lists both kinds with state and inviter, filters them, and a member sees their own', async () => {
  await using portal = await openQuietPortal({ settings })
  await plantPeople(portal)
  const ruth = await signedIn(portal, '@ruth:localhost')
  const names = async ({ visitor }: typeof ruth, query: string) => {
    const { text } = await visitor.get(`/console/people?${query}`)
    return [...text.matchAll(/\/people\/\w{26}"\s*><bdi>([^<]+)/g)].map(([, name]) => name)
  }
  const mixed = ['bo', '@ana:other.example', 'anton', '@anna:other.example', 'ana']
  assert.deepEqual(await names(ruth, ''), mixed)
  assert.deepEqual(await names(ruth, 'kind=own'), ['@ana:other.example', '@anna:other.example'])
  assert.deepEqual(await names(ruth, 'kind=here&name=an'), ['ana', 'anton'])
  assert.deepEqual(await names(ruth, 'kind=own&ends=soon'), [])
  const { text } = await ruth.visitor.get('/console/people?kind=own')
  assert.match(text, /Declined in their app/)
  assert.match(text, /Choir/)
  const ana = await signedIn(portal, '@ana:localhost')
  assert.deepEqual(await names(ana, ''), ['@ana:other.example', 'anton'])
})

test('a page by name begins after nobody whom its reader may not see', async () => {
  await using portal = await openQuietPortal({ settings })
  await plantPeople(portal)
  const { people } = await asker(portal)('')
  const ids = new Map(people.map(({ user_id: name, id }) => [name, id]))
  const found = async (who: string, after: string) => {
    const { visitor } = await signedIn(portal, who)
    const { text } = await visitor.get(`/console/people?name=an&before=${ids.get(after)}`)
    return [...text.matchAll(/\/people\/\w{26}"\s*><bdi>([^<]+)/g)].map(([, name]) => name)
  }
  for (const after of ['@ana:localhost', '@anna:other.example']) {
    assert.deepEqual(await found('@ana:localhost', after), [])
    assert.ok((await found('@ruth:localhost', after)).includes('anton'))
  }
  assert.deepEqual(await found('@ana:localhost', '@ana:other.example'), ['anton'])
})

test('a command lists everybody who came, in lines or as JSON', async () => {
  await using place = await workplace(configuration(site))
  const { id: invite_id } = json(await place.runHere('invite', '--json'))
  const db = await place.database()
  await plantAccount(db, { invite_id, localpart: 'ben' })
  await plantMatrixAccount(db, { invite_id })
  const lines = output(await place.runHere('people', 'list'))
  assert.match(
    lines,
    /^WHO.*\n@eva:other\.example +own +joined .*\n@ben:example\.org +made here +active/,
  )
  const found = output(await place.runHere('people', 'list', '--kind', 'account', '--json'))
  assert.deepEqual(
    (JSON.parse(found) as Page['people']).map(({ user_id: id }) => id),
    ['@ben:example.org'],
  )
  assert.match(output(await place.runHere('people', 'list', '--name', 'x')), /^Nobody is like that/)
  assert.equal((await place.runHere('people', 'list', '--kind', 'x')).code, 2)
})
