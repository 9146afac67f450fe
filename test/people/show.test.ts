import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintWayBack } from '../../src/core/people/ways-back.ts'
import { roomStep } from '../../src/core/redemption/introduction.ts'
import { insertSteps, markStep } from '../../src/store/introductions.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { plantAccount, plantMatrixAccount } from './planted.ts'

const [lobby, board] = ['#lobby:localhost', '#board:localhost']

const settings = {
  homeserver: { serverName: 'localhost' },
  community: { rooms: [lobby, board] },
  console: { operators: ['@ruth:localhost'] },
  admin: { secret: 'operators-only-0123456789' },
}

async function openHouse() {
  const portal = await openQuietPortal({ settings })
  const headers = { authorization: `Bearer ${settings.admin.secret}` }
  const ask = async (
    person: string,
  ): Promise<{ status: number; said: Record<string, unknown> }> => {
    const path = `/api/v1/people/${encodeURIComponent(person)}`
    const reply = await fetch(portal.privateUrl + path, { headers })
    return { status: reply.status, said: (await reply.json()) as Record<string, unknown> }
  }
  return { portal, ask }
}

test('the API and the console agree on rooms, causes, links and the end of an account', async () => {
  const { portal, ask } = await openHouse()
  await using _ = portal
  const { db } = portal.app
  const { id: invite_id } = await portal.invite()
  const end = Date.now() + 20 * 24 * 3_600_000
  const id = await plantAccount(db, { invite_id, ends_at: end, grace_ms: 1 })
  const steps = [lobby, board].map(roomStep)
  const [first = '', second = ''] = steps
  const now = Date.now()
  await db.transaction().execute((trx) => insertSteps(trx, id, { steps, now }))
  await markStep(db, { id, step: first, state: 'done', cause: null, now })
  await markStep(db, { id, step: second, state: 'waiting', cause: '403 M_FORBIDDEN', now })
  await mintWayBack(portal.app, id)
  const { status, said } = await ask('@ana:localhost')
  assert.equal(status, 200)
  const { links, ...rest } = said as { links: { live: number; expires_at: string } }
  assert.deepEqual(rest, {
    id,
    kind: 'account',
    user_id: '@ana:localhost',
    state: 'active',
    invite_id,
    profile: null,
    invited_by: '@ruth:localhost',
    came_at: said['came_at'],
    reason: null,
    cause: null,
    ends_at: new Date(end).toISOString(),
    introduction: [
      { what: 'room', room: lobby, state: 'done', cause: null },
      { what: 'room', room: board, state: 'waiting', cause: '403 M_FORBIDDEN' },
    ],
    app_opened_at: null,
    last_seen: null,
  })
  assert.equal(links.live, 1)
  const { visitor } = await signedIn(portal, '@ruth:localhost')
  const { text } = await visitor.get(`/console/people/${id}`)
  const words = text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
  assert.match(words, /#lobby:localhost: done/)
  assert.match(words, /#board:localhost: not yet, tried again\. The server says 403 M_FORBIDDEN/)
  assert.match(words, /A link works until/)
  assert.ok(text.includes(`datetime="${new Date(end).toISOString()}"`))
})

test('a Matrix account is shown by its whole address, and nobody by a name that is not theirs', async () => {
  const { portal, ask } = await openHouse()
  await using _ = portal
  const { id: invite_id } = await portal.invite()
  const known = { state: 'refused', reason: 'banned', place: 'none', cause: '403' } as const
  const id = await plantMatrixAccount(portal.app.db, { invite_id, ...known })
  const { said } = await ask('@eva:Other.example')
  const { kind, state, reason, cause, introduction } = said
  assert.equal(said['id'], id)
  assert.deepEqual(
    { kind, state, reason, cause, introduction },
    { kind: 'matrix_account', state: 'refused', reason: 'banned', cause: '403', introduction: [] },
  )
  assert.equal((await ask('\u{2068}@eva:other.example\u{2069} ')).said['id'], id)
  for (const nobody of ['eva', '@eva:localhost', '@:x', 'a b:c', '%', '\u{0}']) {
    assert.deepEqual((await ask(nobody)).said['code'], 'person_unknown', nobody)
  }
})

test('a person is shown by a command, in lines or as JSON', async () => {
  await using place = await workplace(configuration(site))
  const { id: invite_id } = json(await place.runHere('invite', '--json'))
  const db = await place.database()
  const known = { invite_id, invited_by: 'command line' }
  const id = await plantAccount(db, { ...known, localpart: 'ben' })
  await plantMatrixAccount(db, known)
  const lines = output(await place.runHere('people', 'show', 'ben'))
  assert.match(lines, /^@ben:example\.org\n  Account +made here\n  State +active\n  Joined +\d{4}-/)
  assert.match(lines, /Ends +never\n[^]*Own page +no link works/)
  assert.equal(json(await place.runHere('people', 'show', '@ben:example.org', '--json'))['id'], id)
  const eva = output(await place.runHere('people', 'show', '@eva:other.example'))
  assert.match(eva, /Account +a Matrix account of their own\n +State +joined\n/)
  const seen = /Last seen +not told: needs homeserver\.admin_token at Synapse/
  assert.match(lines, seen)
  await plantAccount(db, { ...known, localpart: 'ida', ended_at: Date.now() })
  assert.doesNotMatch(output(await place.runHere('people', 'show', 'ida')), /Last seen/)
  const refused = await place.runHere('people', 'show', 'nobody')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /Nobody who joined with an invitation has this name/)
})
