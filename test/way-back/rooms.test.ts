import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { mintWayBack } from '../../src/core/people/ways-back.ts'
import { roomStep } from '../../src/core/redemption/introduction.ts'
import { commitAtPress } from '../../src/core/redemption/commit.ts'
import { newId } from '../../src/shared/ids.ts'
import { markStep } from '../../src/store/introductions.ts'
import { holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'

const rooms = ['#lobby:example.org', '#choir:example.org', '#board:example.org']

/** Ana's account, just made by a driver that joins rooms by jobs; its id. */
async function makeAna({ app, invite }: TestPortal): Promise<string> {
  const { id: invite_id } = await invite()
  const now = Date.now()
  const id = newId(now, randomBytes)
  const row = newlyHeld({ id, invite_id, localpart: 'ana', attempt: null, held_at: now })
  await app.db.transaction().execute(async (trx) => {
    await holdPlace(trx, invite_id, now)
    await insertHeld(trx, row)
  })
  await commitAtPress(app, id, {})
  return id
}

test(
  'the page says of each room whether somebody is in it, will be, or has to join it',
  needs('synapse'),
  async () => {
    const nowhere = { url: 'http://127.0.0.1:9', serverName: 'example.org', adminToken: 'x' }
    await using portal = await openPortal({
      settings: { homeserver: nowhere, community: { rooms } },
    })
    const { app } = portal
    const id = await makeAna(portal)
    const { secret } = await mintWayBack(app, id)
    const said = async () => {
      const { text } = await newVisitor(portal.url).get(`/me/${secret}`)
      const items = [...text.matchAll(/#(lobby|choir|board)[^]*?<\/a>([^]*?)<\/li>/g)]
      return items.map(([, room, rest = '']) => [room, rest.replaceAll(/<[^>]*>/g, '').trim()])
    }
    const coming = ['lobby', 'choir', 'board'].map((room) => [room, 'On its way'])
    assert.deepEqual(await said(), coming)
    const jobs = await app.db.selectFrom('jobs').select('id').orderBy('id').execute()
    assert.equal(jobs.length, 3)
    const [lobby = '', , board = ''] = rooms.map(roomStep)
    const { db } = app
    await markStep(db, { id, step: lobby, state: 'done', cause: null, now: Date.now() })
    // The job has failed for good.
    await db
      .updateTable('jobs')
      .set({ dead_at: Date.now() })
      .where('key', '=', `${id}:${board}`)
      .execute()
    assert.deepEqual(await said(), [
      ['lobby', 'You’re in'],
      ['choir', 'On its way'],
      ['board', 'Join it yourself'],
    ])
  },
)
