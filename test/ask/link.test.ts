import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listOldestFirst } from '../../src/compat/matrix-registration/invites.ts'
import { findById } from '../../src/store/invites.ts'
import { lineOf, wordsFor } from '../../src/work/bot/words.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { signedIn } from '../support/console.ts'
import { openAsking, requestsOf } from './world.ts'

const why = /opens only on the page of whoever asked to join/

const waiting = {
  id: '01jt0000000000000000000016',
  number: 16,
  secret_hash: 'x',
  state: 'open',
  network: 'n',
  wished_name: 'ana',
  words: 'Hello',
  answers: '[]',
  address: '',
  language: 'en',
  sentence: '',
} as const

test('commands show no link of an invitation that only the applicant’s page opens', async () => {
  await using place = await workplace(configuration(`${site}requests:\n  open: true\n`))
  await place.runHere('requests', 'list')
  const db = await place.database()
  await db
    .insertInto('requests')
    .values({ ...waiting, made_at: Date.now() })
    .execute()
  await db.destroy()
  await place.runHere('requests', 'approve', '16')
  const [invite] = JSON.parse(output(await place.runHere('invites', 'list', '--json')))
  assert.equal(invite.link, null)
  assert.match(output(await place.runHere('invites', 'list', '--links')), why)
  const shown = output(await place.runHere('invites', 'show', invite.id, '--qr'))
  assert.match(shown, why)
  assert.doesNotMatch(shown, /\/i\/|[▀▄█]/)
  assert.equal(json(await place.runHere('invites', 'show', invite.id, '--json'))['link'], null)
})

test('console, bot and the predecessor’s lists show none either', async () => {
  await using asking = await openAsking('SQLite', {
    settings: {
      homeserver: { url: 'http://127.0.0.1:9', serverName: 'localhost' },
      console: { operators: ['@ruth:localhost'] },
    },
  })
  const { portal } = asking
  const ruth = await signedIn(portal, '@ruth:localhost')
  await asking.applicant()
  const [request] = await requestsOf(asking)
  await ruth.press(`/console/requests/${request?.id}/approve`, { profile: '', sentence: '' })
  const { db } = portal.app
  const { id, code } = await db
    .selectFrom('invites')
    .select(['id', 'code'])
    .executeTakeFirstOrThrow()
  const range = `${id}-${id}`
  for (const path of [
    '/console',
    `/console/invites/${id}`,
    `/console/invites/${id}/card`,
    `/console/many/${range}`,
    `/console/many/${range}.csv`,
    `/console/many/${range}/cards`,
  ]) {
    const { status, text } = await ruth.visitor.get(path)
    assert.ok(status === 200 || status === 404, `${path}: ${status}`)
    assert.ok(!text.includes(`/i/${code}`), path)
  }
  const invite = await findById(db, id)
  assert.ok(invite)
  const said = lineOf(portal.app, await wordsFor(portal.app, null), invite)
  assert.match(said, why)
  assert.ok(!said.includes(code))
  assert.deepEqual(await listOldestFirst(db), [])
})
