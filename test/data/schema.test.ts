import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../src/store/database.ts'
import { findForList } from '../../src/store/invite-list.ts'
import { findMatrixPeople } from '../../src/store/matrix-people.ts'
import { findPeople } from '../../src/store/people-list.ts'
import { purgeAccounts, purgeEvents, purgeJobs, purgeRedemptions } from '../../src/store/purge.ts'
import { needs, postgresDatabase } from '../support/parts.ts'

const before = '0'.repeat(26)
const filter = { author: null, before, limit: 10 }
const last = { id: before, name: 'an' }

test(
  'in a schema of its own, lists go on after a row and old rows are deleted',
  needs('postgres'),
  async () => {
    const now = Date.now()
    const url = `${await postgresDatabase()}?schema=latchkey`
    const db = await openDatabase(url, now, () => {})
    const lists = [
      findForList(db, { ...filter, maker: '', state: null, text: 'cho' }, now),
      findForList(db, { ...filter, maker: '', state: 'active', text: '' }, now),
      findPeople(db, { ...filter, last, inviter: '', name: 'ana' }),
      findPeople(db, { ...filter, last, inviter: '', name: '', endsBefore: now }),
      findMatrixPeople(db, { ...filter, last, inviter: '', name: 'ana' }),
    ]
    assert.deepEqual(await Promise.all(lists), [[], [], [], [], []])
    for (const purge of [purgeEvents, purgeRedemptions, purgeAccounts, purgeJobs]) {
      assert.equal(await purge(db, now), false)
    }
    await db.destroy()
  },
)
