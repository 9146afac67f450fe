import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findById } from '../../src/store/invites.ts'
import { needs } from '../support/parts.ts'
import { type Came, openScene, rush, spendLookUps } from './crowd.ts'

/* The whole of it, 700 people: `npm run test:faults`. */

function everythingSeen(came: readonly Came[]): string[] {
  return [...new Set(came.flatMap(({ seen }) => [...seen]))].toSorted()
}

test(
  '60 people at once all join without an error although Synapse’s look-up limit is reached',
  needs('synapse'),
  async () => {
    await using scene = await openScene(false)
    await spendLookUps(scene, 490)
    const came = await rush(scene, { people: 60, withinMs: 0 })
    assert.deepEqual(everythingSeen(came), ['waiting', 'welcome'])
    const { db } = scene.portal.app
    const [{ id } = { id: '' }] = await db.selectFrom('invites').select('id').execute()
    const invite = await findById(db, id)
    assert.deepEqual([invite?.used, invite?.held], [60, 0])
    assert.match(scene.portal.logged(), /"call":"profile","outcome":"429"/)
  },
)

test(
  'if Synapse trusts the visitor’s address, a crowd’s limit affects no other visitor',
  needs('synapse'),
  async () => {
    await using scene = await openScene(true)
    await spendLookUps(scene, 510)
    const came = await rush(scene, { people: 60, withinMs: 0 })
    assert.deepEqual(
      everythingSeen(came).filter((page) => page !== 'waiting'),
      ['welcome'],
    )
    assert.doesNotMatch(scene.portal.logged(), /"outcome":"429"/)
  },
)
