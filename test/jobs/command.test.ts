import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { backOffMs } from '../../src/core/jobs/back-off.ts'
import { enqueue } from '../../src/core/jobs/enqueue.ts'
import { newId } from '../../src/shared/ids.ts'
import { openDatabase } from '../../src/store/database.ts'
import { claimJobs, failJob } from '../../src/store/jobs.ts'
import { acquireLease } from '../../src/store/leases.ts'
import type { Database } from '../../src/store/schema.ts'
import { configuration, output, site, workplace } from '../support/command.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openStore, passTime, type Store } from './store.ts'

const leaseMs = 30_000
const makeId = () => newId(Date.now(), randomBytes)
const maker = { clock: Date.now, random: randomBytes }

function add(db: Database, kind: string): Promise<boolean> {
  const job = { kind, key: makeId(), payload: { redemption: makeId() } }
  return db.transaction().execute((trx) => enqueue(trx, job, maker))
}

function claim(db: Database, kind: string) {
  const terms = { kinds: [kind], leaseMs, backOffMs, claim: makeId(), limit: 9 }
  return claimJobs(db, terms)
}

/** One dead, one running, one waiting, and a lease. */
async function fill({ db }: Store): Promise<void> {
  for (const kind of ['mail', 'rooms', 'purge']) await add(db, kind)
  for (const row of await claim(db, 'mail')) {
    await failJob(db, row, { error: '550 no such mailbox\u001b[31m', waitMs: null })
  }
  await claim(db, 'rooms')
  await acquireLease(db, { name: 'poller', holder: makeId(), ttlMs: leaseMs, longestMs: leaseMs })
}

async function openPlace(store: Store) {
  return workplace(configuration(`${site}database:\n  url: ${store.url}\n`))
}

interface Listed {
  id: string
  kind: string
  state: string
  attempts: number
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`on ${kind}`, kind === 'SQLite' ? {} : needs('postgres'), () => {
    test('jobs are listed with their state, retried, and dropped', async () => {
      await using store = await openStore(kind)
      await using place = await openPlace(store)
      const run = (...args: string[]) => place.runHere('jobs', ...args)
      const list = async (): Promise<Listed[]> => JSON.parse(output(await run('list', '--json')))
      assert.equal(output(await run('list')), 'No job is waiting.\n')
      assert.equal(output(await run('retry', 'dead')), 'No job is dead.\n')
      await fill(store)
      const listed = await list()
      assert.deepEqual(
        listed.map((job) => `${job.kind} ${job.state} ${job.attempts}`),
        ['mail dead 1', 'purge waiting 0', 'rooms running 1'],
      )
      const text = output(await run('list', '--dead'))
      assert.match(text, /mail +dead .* 550 no such mailbox\[31m$/m)
      assert.doesNotMatch(text, /rooms/)
      assert.ok(!text.includes('\u001b'))
      const running = await run('drop', String(listed[2]?.id))
      assert.deepEqual([running.code, running.stdout], [1, ''])
      assert.match(running.stderr, /No job \w{26} is waiting or dead: see latchkey jobs list/)
      assert.equal((await run('retry')).code, 2)
      assert.equal(output(await run('drop', String(listed[1]?.id))), 'One job will not be done.\n')
      assert.deepEqual(JSON.parse(output(await run('retry', 'dead', '--json'))), { jobs: 1 })
      const [, again] = await claim(store.db, 'mail').then(
        (rows) => [rows.length, rows[0]] as const,
      )
      assert.equal(again?.attempts, 1)
      const audited = await store.db
        .selectFrom('events')
        .select(['kind', 'subject', 'data'])
        .execute()
      assert.deepEqual(
        audited.map((event) => [event.kind, event.subject, event.data]),
        [
          ['job.dropped', listed[1]?.id, '{"count":1}'],
          ['job.retried', null, '{"count":1}'],
        ],
      )
    })

    test('the doctor reports dead jobs, and overdue jobs', async () => {
      await using store = await openStore(kind)
      await using place = await openPlace(store)
      const examine = async () => (await place.runHere('doctor')).stdout
      await add(store.db, 'mail')
      assert.match(await examine(), /✓ No job is overdue or dead/)
      await passTime(store.db, 11 * 60_000)
      assert.match(await examine(), /! One job should have started more than 10 minutes ago/)
      const [row] = await claim(store.db, 'mail')
      assert.ok(row)
      assert.match(await examine(), /✓ No job is overdue or dead/)
      await failJob(store.db, row, { error: 'no', waitMs: null })
      assert.match(await examine(), /! One job failed at every attempt/)
    })

    test('a backup contains jobs and leases', async () => {
      await using store = await openStore(kind)
      await using place = await openPlace(store)
      await fill(store)
      const backup = join(store.folder, 'backup.db')
      output(await place.runHere('backup', backup))
      await using other = await openStore('SQLite')
      const url = `sqlite:${join(other.folder, 'restored.db')}`
      await place.write('latchkey.yaml', configuration(`${site}database:\n  url: ${url}\n`))
      output(await place.runHere('restore', backup))
      const restored = await openDatabase(url, Date.now(), () => {})
      for (const table of ['jobs', 'leases'] as const) {
        const rows = (db: Database) => db.selectFrom(table).selectAll().execute()
        const before = new Set((await rows(store.db)).map((row) => JSON.stringify(sorted(row))))
        const after = (await rows(restored)).map((row) => JSON.stringify(sorted(row)))
        assert.deepEqual(new Set(after), before)
        assert.ok(after.length > 0)
      }
      await restored.destroy()
    })

    test('a database of an earlier version gets its queue', async () => {
      const files = ['001-invites', '002-second-step', '003-limits', '004-addresses']
      await using store = await openStore(kind, files)
      assert.equal(await add(store.db, 'mail'), true)
    })
  })
}

function sorted(row: object): [string, unknown][] {
  return Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
