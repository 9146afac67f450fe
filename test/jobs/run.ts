import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { enqueue } from '../../src/core/jobs/enqueue.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import type { Kind } from '../support/portal.ts'
import { everything, history, type History, skews } from './history.ts'
import { judge, type Judged } from './judge.ts'
import { type Outside, startOutside } from './outside.ts'
import { openStore, type Store } from './store.ts'
import { startWorkers } from './workers.ts'

/** The time limit until every job of a history is done or dead. */
const limitMs = 90_000

export interface Told {
  histories: number
  kills: number
  seconds: number
}

/**
 * Plays a history with every fault, and random ones, with three processes that share a database, and
 * judges each. Throws with the problems of the first failure.
 */
export async function runHistories(
  kind: Kind,
  { runs, seed }: { runs: number; seed: number },
): Promise<Told> {
  await using store = await openStore(kind)
  await using outside = await startOutside()
  await using workers = await startWorkers(store, outside, { skews })
  const beganAt = performance.now()
  const property = fc.asyncProperty(history, async (it) => {
    await happens(store, outside, it)
    if (workers.died()) throw new Error(`a process ended by itself:\n${workers.logged()}`)
  })
  const examples: [History][] = [[everything]]
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true, examples })
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  return { histories: runs, kills: workers.kills(), seconds }
}

/** Runs `amid` while jobs are running; then waits for all jobs, and judges. */
export async function happens(
  store: Store,
  outside: Outside,
  it: History,
  amid: () => Promise<void> = async () => {},
): Promise<void> {
  await store.db.deleteFrom('jobs').execute()
  const works = it.works.map((work): Judged => ({ key: makeId(), work }))
  outside.script(new Map(works.map(({ key, work }) => [key, work.script])))
  await Promise.all(works.map((one) => make(store.db, one)))
  await amid()
  await waitFor(limitMs, async () => ((await countOpen(store.db)) === 0 ? true : undefined))
  const jobs = await store.db.selectFrom('jobs').selectAll().execute()
  const problems = judge(works, jobs, outside)
  if (problems.length === 0) return
  throw new Error(`Guarantees were violated:\n- ${problems.join('\n- ')}`)
}

const makeId = () => newId(Date.now(), randomBytes)
const maker = { clock: Date.now, random: randomBytes }

/** Enqueues in the transaction of a change, which may be rolled back. */
async function make(db: OpenDatabase, { key, work }: Judged): Promise<void> {
  const job = { kind: 'effect', key, payload: { thing: key } }
  const changing = db.transaction().execute(async (trx) => {
    await enqueue(trx, job, maker)
    if (work.twice) assert.equal(await enqueue(trx, job, maker), false)
    if (work.undone) throw new Error('undone')
  })
  await changing.catch((error: Error) => {
    if (error.message !== 'undone') throw error
  })
}

async function countOpen(db: OpenDatabase): Promise<number> {
  const open = await db
    .selectFrom('jobs')
    .select('id')
    .where('done_at', 'is', null)
    .where('dead_at', 'is', null)
    .execute()
  return open.length
}
