import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, asyncProperty, constantFrom, nat, record } from 'fast-check'
import { openDatabase } from './database.ts'
import { freeSlot, takeSlot } from './half-made.ts'
import { newlyHeld } from './redemptions.ts'
import type { Database } from './schema.ts'

const most = 3

/** Several of these happen at once: half an account is begun, is made whole, or is given up. */
const step = record({
  act: constantFrom('take', 'take', 'take', 'free', 'end'),
  who: nat(11),
  network: constantFrom('a', 'b'),
})

const steps = array(array(step, { maxLength: 8 }), { maxLength: 6 })

async function withPeople(work: (db: Database) => Promise<void>): Promise<void> {
  const db = await openDatabase('sqlite::memory:', 0, () => {})
  await db
    .insertInto('invites')
    .values({ id: 'invite', code: 'code', label: '', created_at: 0, created_by: 'test' } as never)
    .execute()
  for (let who = 0; who < 12; who++) {
    const facts = {
      id: idOf(who),
      invite_id: 'invite',
      localpart: `p${who}`,
      attempt: browserOf(who),
    }
    const row = newlyHeld({ ...facts, held_at: 0 })
    await db.insertInto('redemptions').values(row).execute()
  }
  await work(db)
  await db.destroy()
}

const idOf = (who: number) => `r${who}`
const browserOf = (who: number) => [null, 'x', 'y'][who % 3] ?? null

async function play(db: Database, { act, who, network }: StepOf) {
  const id = idOf(who)
  if (act === 'free') return freeSlot(db, id)
  if (act === 'take')
    return takeSlot(db, { network, browser: browserOf(who), redemptionId: id }, most)
  const ended = { ended_at: 1, outcome: 'absent' } as const
  return db.updateTable('redemptions').set(ended).where('id', '=', id).execute()
}

interface StepOf {
  act: string
  who: number
  network: string
}

/** What counts: slots of redemptions that are open. */
function openSlots(db: Database) {
  return db
    .selectFrom('half_made')
    .innerJoin('redemptions', 'redemptions.id', 'half_made.redemption_id')
    .where('ended_at', 'is', null)
    .select(['network', 'attempt'])
    .execute()
}

test('whatever happens at once, a network never has more slots, nor a browser a second one', async () => {
  await check(
    asyncProperty(steps, (batches) =>
      withPeople(async (db) => {
        for (const batch of batches) {
          await Promise.all(batch.map((one) => play(db, one)))
          const open = await openSlots(db)
          for (const network of ['a', 'b']) {
            assert.ok(open.filter((slot) => slot.network === network).length <= most)
          }
          const browsers = open.flatMap(({ attempt }) => attempt ?? [])
          assert.equal(new Set(browsers).size, browsers.length)
        }
      }),
    ),
    { numRuns: 30 },
  )
})

test('a slot of what has ended is given to the next', async () => {
  await withPeople(async (db) => {
    const take = (who: number) =>
      takeSlot(db, { network: 'a', browser: null, redemptionId: idOf(who) }, most)
    assert.deepEqual([await take(0), await take(1), await take(2)], [true, true, true])
    assert.deepEqual([await take(3), await take(2)], [false, true])
    await play(db, { act: 'end', who: 1, network: 'a' })
    assert.deepEqual([await take(3), await take(4)], [true, false])
    await freeSlot(db, idOf(0))
    assert.equal(await take(4), true)
  })
})
