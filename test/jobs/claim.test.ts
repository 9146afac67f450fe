import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { backOffMs, waitAfter } from '../../src/core/jobs/back-off.ts'
import { enqueue } from '../../src/core/jobs/enqueue.ts'
import type { JobPayload } from '../../src/model/job.ts'
import { newId } from '../../src/shared/ids.ts'
import {
  buryJobs,
  claimJobs,
  failJob,
  finishJob,
  hasDueJob,
  postponeJob,
  renewClaim,
} from '../../src/store/jobs.ts'
import { listJobs } from '../../src/store/jobs-overview.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openStore, passTime, type Store } from './store.ts'

const leaseMs = 30_000
const terms = { kinds: ['test'], leaseMs, backOffMs }
const makeId = () => newId(Date.now(), randomBytes)
const maker = { clock: Date.now, random: randomBytes }

function add(db: OpenDatabase, key: string, dueAt?: number): Promise<boolean> {
  const job = { kind: 'test', key, payload: {}, ...(dueAt !== undefined && { dueAt }) }
  return db.transaction().execute((trx) => enqueue(trx, job, maker))
}

/** Steps on the queue. `claim` takes all due jobs; the others act on one of the claims made. */
type Step =
  | { what: 'enqueue'; key: number }
  | { what: 'claim' }
  | { what: 'bury' }
  | { what: 'finish' | 'fail' | 'postpone' | 'renew'; of: number }
  | { what: 'pass'; ms: number }

const minute = 60_000

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('enqueue'), key: fc.nat({ max: 3 }) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('claim') }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('bury') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constantFrom('fail', 'fail', 'fail', 'finish', 'postpone', 'renew'),
      of: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 5,
    // Seconds apart, so that the duration of a test doesn't matter.
    arbitrary: fc.record({
      what: fc.constant('pass'),
      ms: fc.constantFrom(5_000, leaseMs, minute, 30 * minute, 24 * 60 * minute, -60 * minute),
    }),
  },
)

interface Model {
  key: number
  due: number
  attempts: number
  claim: { by: string; until: number } | null
  state: 'undone' | 'done' | 'dead'
}

/** The simplest model of the queue; `now` moves only by a step. */
function newModel() {
  const jobs = new Map<string, Model>()
  let now = 0
  const isNobodys = ({ claim }: Model) =>
    claim === null || claim.until <= now || claim.until > now + leaseMs
  const undone = () => [...jobs].filter(([, { state }]) => state === 'undone')
  const held = (id: string, by: string) => {
    const job = jobs.get(id)
    return job?.state === 'undone' && job.claim?.by === by ? job : undefined
  }
  return {
    held,
    now: () => now,
    pass: (ms: number) => void (now += ms),
    has: (key: number) => [...jobs.values()].some((job) => job.key === key && job.state !== 'done'),
    add: (id: string, key: number) =>
      jobs.set(id, { key, due: now, attempts: 0, claim: null, state: 'undone' }),
    claim(by: string): string[] {
      const due = undone().filter(
        ([, job]) => job.due <= now && job.attempts <= backOffMs.length && isNobodys(job),
      )
      for (const [, job] of due) {
        job.due = now + (waitAfter(++job.attempts, backOffMs) ?? 0)
        job.claim = { by, until: now + leaseMs }
      }
      return due.map(([id]) => id)
    },
    bury() {
      for (const [, job] of undone()) {
        if (job.attempts > backOffMs.length && isNobodys(job)) job.state = 'dead'
      }
    },
    dead: () => [...jobs].filter(([, { state }]) => state === 'dead').map(([id]) => id),
  }
}

type Queue = ReturnType<typeof newModel>

/** Applies one step to both and compares the results. */
async function take(db: OpenDatabase, model: Queue, claims: [string, string][], it: Step) {
  if (it.what === 'enqueue') {
    const key = String(it.key).repeat(26)
    assert.equal(await add(db, key), !model.has(it.key))
    const newest = db.selectFrom('jobs').select('id').orderBy('id', 'desc').limit(1)
    if (!model.has(it.key)) model.add((await newest.executeTakeFirstOrThrow()).id, it.key)
  } else if (it.what === 'claim') {
    const by = makeId()
    const isDue = await hasDueJob(db, terms)
    const ids = (await claimJobs(db, { ...terms, claim: by, limit: 100 })).map(({ id }) => id)
    assert.equal(isDue, ids.length > 0)
    assert.deepEqual(new Set(ids), new Set(model.claim(by)))
    for (const id of ids) claims.unshift([id, by])
  } else if (it.what === 'bury') {
    await buryJobs(db, terms)
    model.bury()
  } else if (it.what === 'pass') {
    await passTime(db, it.ms)
    model.pass(it.ms)
  } else await act(db, model, claims[it.of], it.what)
}

/** Uses the newest claim, or an old one, which must change nothing after another claim of the job. */
async function act(
  db: OpenDatabase,
  model: Queue,
  claim: [string, string] | undefined,
  what: 'finish' | 'fail' | 'postpone' | 'renew',
) {
  if (!claim) return
  const [id, by] = claim
  const job = model.held(id, by)
  const row = { id, claimed_by: by }
  const waitMs = waitAfter(job?.attempts ?? 1, backOffMs)
  const done = await {
    finish: () => finishJob(db, row),
    fail: () => failJob(db, row, { error: 'no', waitMs }),
    postpone: () => postponeJob(db, row, 5_000),
    renew: () => renewClaim(db, row, leaseMs),
  }[what]()
  assert.equal(done, job !== undefined, what)
  if (!job) return
  if (what === 'renew') {
    job.claim = { by, until: model.now() + leaseMs }
    return
  }
  job.claim = null
  if (what === 'finish') job.state = 'done'
  if (what === 'postpone') job.attempts--
  if (what === 'fail' && waitMs === null) job.state = 'dead'
  if (what !== 'finish') job.due = model.now() + (what === 'fail' ? (waitMs ?? 0) : 5_000)
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`the queue on ${kind}`, kind === 'SQLite' ? {} : needs('postgres'), () => {
    let store: Store
    let db: OpenDatabase
    before(async () => {
      store = await openStore(kind)
      db = store.db
    })
    beforeEach(() => db.deleteFrom('jobs').execute())
    after(() => store[Symbol.asyncDispose]())

    test('gives each due job to one claim, in any order of events', async () => {
      const steps = fc.array(step, { minLength: 10, maxLength: 50 })
      const property = fc.asyncProperty(steps, async (given) => {
        await db.deleteFrom('jobs').execute()
        const model = newModel()
        const claims: [string, string][] = []
        for (const it of given) await take(db, model, claims, it)
        const dead = await listJobs(db, { onlyDead: true, limit: 100 })
        assert.deepEqual(new Set(dead.map(({ id }) => id)), new Set(model.dead()))
      })
      await fc.assert(property, { numRuns: 25, seed: 7 })
    })

    test('waits longer after each failure, and stops after the eighth', async () => {
      await add(db, makeId())
      for (const [at, waitMs] of [...backOffMs, null].entries()) {
        const [row] = await claimJobs(db, { ...terms, claim: makeId(), limit: 9 })
        assert.equal(row?.attempts, at + 1)
        assert.ok(await failJob(db, row, { error: 'no', waitMs: waitAfter(at + 1, backOffMs) }))
        if (waitMs === null) break
        await passTime(db, waitMs - 5_000)
        assert.equal(await hasDueJob(db, terms), false)
        await passTime(db, 5_000)
      }
      const [dead] = await listJobs(db, { onlyDead: true, limit: 9 })
      assert.deepEqual([dead?.state, dead?.last_error, dead?.attempts], ['dead', 'no', 8])
      await passTime(db, 365 * 24 * 60 * minute)
      assert.equal(await hasDueJob(db, terms), false)
    })

    test('gives a job to one claim only, however many claim at once', async () => {
      for (let at = 0; at < 50; at++) await add(db, makeId())
      const claim = () => claimJobs(db, { ...terms, claim: makeId(), limit: 7 })
      const claims = await Promise.all(Array.from({ length: 12 }, claim))
      assert.ok(claims.every((rows) => rows.length <= 7))
      const claimed = claims.flat()
      const ids = new Set(claimed.map(({ id }) => id))
      assert.equal(claimed.length, ids.size)
      const rest = await claimJobs(db, { ...terms, claim: makeId(), limit: 100 })
      assert.equal(ids.size + rest.length, 50)
    })

    test('has one job for each effect, however many changes request it at once', async () => {
      const key = makeId()
      const made = await Promise.all(Array.from({ length: 8 }, () => add(db, key)))
      assert.equal(made.filter(Boolean).length, 1)
      assert.equal((await listJobs(db, { onlyDead: false, limit: 9 })).length, 1)
    })

    test('starts with the jobs that have been due the longest, and with none before its time', async () => {
      const keys = [makeId(), makeId(), makeId()]
      const now = Date.now()
      for (const [at, ms] of [-minute, -60 * minute, 60 * minute].entries()) {
        await add(db, String(keys[at]), now + ms)
      }
      const claim = async () => {
        const [row] = await claimJobs(db, { ...terms, claim: makeId(), limit: 1 })
        return row?.key
      }
      assert.deepEqual([await claim(), await claim(), await claim()], [keys[1], keys[0], undefined])
    })

    test('claims no job of an unknown kind', async () => {
      await add(db, makeId())
      assert.equal(await hasDueJob(db, { ...terms, kinds: ['newer'] }), false)
    })

    test('has no job of a rolled-back change, and no job that contains a name', async () => {
      const failing = db.transaction().execute(async (trx) => {
        await enqueue(trx, { kind: 'test', key: makeId(), payload: {} }, maker)
        throw new Error('the change failed')
      })
      await assert.rejects(failing, /the change failed/)
      const refused: { key: string; payload: JobPayload }[] = [
        { key: '@ana:example.org', payload: {} },
        { key: makeId(), payload: { name: 'ana' } },
        { key: makeId(), payload: { share: 0.5 } },
      ]
      for (const { key, payload } of refused) {
        const tried = db
          .transaction()
          .execute((trx) => enqueue(trx, { kind: 'test', key, payload }, maker))
        await assert.rejects(tried, TypeError)
      }
      const allowed = { key: `${makeId()}:rooms`, payload: { redemption: makeId(), room: 2 } }
      await db.transaction().execute((trx) => enqueue(trx, { kind: 'test', ...allowed }, maker))
      assert.deepEqual(
        (await listJobs(db, { onlyDead: false, limit: 9 })).map(({ key }) => key),
        [allowed.key],
      )
    })
  })
}
