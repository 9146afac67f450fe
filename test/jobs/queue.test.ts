import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/core/context.ts'
import { backOffMs } from '../../src/core/jobs/back-off.ts'
import { enqueue } from '../../src/core/jobs/enqueue.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { listJobs } from '../../src/store/jobs-overview.ts'
import type { Handler } from '../../src/work/handlers.ts'
import { type QueueTerms, startQueue } from '../../src/work/queue.ts'
import { testConfig } from '../support/config.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openStore, type Store } from './store.ts'

const terms = { concurrency: 2, leaseMs: 30_000, backOffMs, pollMs: 20, stopMs: 50 }

async function openWorker(store: Store) {
  const lines: string[] = []
  const config = testConfig({
    database: { url: store.url },
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
    log: { level: 'info', format: 'json' },
  })
  const app = await openApp(config, { logTarget: { write: (line) => void lines.push(line) } })
  const stops: (() => Promise<void>)[] = []
  const start = (queue: QueueTerms) => {
    const stop = startQueue(app, queue)
    stops.push(stop)
    return stop
  }
  return {
    ...app,
    start,
    logged: () => lines.join(''),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await app[Symbol.asyncDispose]()
    },
  }
}

async function add(app: App): Promise<string> {
  const key = newId(app.clock(), app.random)
  const job = { kind: 'test', key, payload: { redemption: key, step: 2 } }
  await app.db.transaction().execute((trx) => enqueue(trx, job, app))
  return key
}

/** The row of the only job, as soon as `is` holds. */
async function jobOnce(app: App, is: 'done' | 'waiting' | 'dead' | 'failed') {
  const found = await waitFor(10_000, async () => {
    const row = await app.db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
    const state = row.done_at === null ? (row.dead_at === null ? 'waiting' : 'dead') : 'done'
    if (is === 'failed') return row.last_error === null ? undefined : row
    return state === is && row.claimed_by === null ? row : undefined
  })
  assert.ok(found, `the job is ${is}`)
  return found
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`on ${kind}`, kind === 'SQLite' ? {} : needs('postgres'), () => {
    test('a handler receives the job, and its result is counted and logged', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      const key = await add(app)
      const answers = [{ retryAfterMs: 1 }, { failed: 'the server said 502' }, 'done'] as const
      const seen: unknown[] = []
      const handler: Handler = async (_, { key: given, payload, attempt }) => {
        seen.push([given, payload, attempt])
        return answers[seen.length - 1] ?? 'done'
      }
      const quick = { ...terms, backOffMs: [1, 1] }
      const stop = app.start({ ...quick, handlers: { test: handler } })
      const row = await jobOnce(app, 'done')
      await stop()
      const payload = { redemption: key, step: 2 }
      // A rate limit is not a failure: the same attempt is repeated.
      assert.deepEqual(seen, [
        [key, payload, 1],
        [key, payload, 1],
        [key, payload, 2],
      ])
      assert.equal(row.last_error, null)
      const metrics = await app.metrics.registry.metrics()
      for (const outcome of ['postponed', 'failed', 'done']) {
        assert.ok(metrics.includes(`latchkey_jobs_total{kind="test",outcome="${outcome}"} 1`))
      }
      assert.match(app.logged(), /"outcome":"failed","cause":"the server said 502"/)
    })

    test('due and dead jobs are in the metrics of every process', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      await using other = await openWorker(store)
      await add(app)
      const handlers = { test: async () => ({ failed: 'no' }) }
      const before = await other.metrics.registry.metrics()
      assert.match(before, /latchkey_jobs\{kind="test",state="due"\} 1\n/)
      assert.match(before, /latchkey_jobs_oldest_seconds\{kind="test"\} [\d.e-]+\n/)
      const stop = app.start({ ...terms, backOffMs: [1], handlers })
      await jobOnce(app, 'dead')
      await stop()
      const after = await other.metrics.registry.metrics()
      assert.match(after, /latchkey_jobs\{kind="test",state="due"\} 0\n/)
      assert.match(after, /latchkey_jobs\{kind="test",state="dead"\} 1\n/)
    })

    test('a handler’s error is in the log, and not in the database', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      await add(app)
      const stop = app.start({ ...terms, handlers: { test: mistaken } })
      const row = await jobOnce(app, 'failed')
      await stop()
      assert.equal(row.last_error, 'Unexpected error (TypeError): see the log')
      assert.match(app.logged(), /syt_secret is no function/)
    })

    test('a process ends after its running jobs', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      await add(app)
      const begun = Promise.withResolvers<void>()
      const ending = Promise.withResolvers<void>()
      const handler: Handler = async () => {
        begun.resolve()
        await ending.promise
        return 'done'
      }
      const stop = app.start({ ...terms, stopMs: 30_000, handlers: { test: handler } })
      await begun.promise
      const stopped = stop()
      ending.resolve()
      await stopped
      await jobOnce(app, 'done')
    })

    test('a job that does not end is aborted, released, and done by another process', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      await add(app)
      const begun = Promise.withResolvers<AbortSignal>()
      const forever = new Promise<'done'>(() => {})
      const handlers = {
        test: (_: App, _job: unknown, signal: AbortSignal) => {
          begun.resolve(signal)
          return forever
        },
      }
      const stop = app.start({ ...terms, handlers })
      const signal = await begun.promise
      await stop()
      assert.ok(signal.aborted)
      const row = await jobOnce(app, 'waiting')
      assert.deepEqual([row.attempts, row.claimed_by], [0, null])
      await using other = await openWorker(store)
      const stopOther = other.start({ ...terms, handlers: { test: async () => 'done' } })
      await jobOnce(other, 'done')
      await stopOther()
    })

    test('a handler is aborted when an operator or another process takes its job', async () => {
      await using store = await openStore(kind)
      await using app = await openWorker(store)
      await add(app)
      const lost = Promise.withResolvers<void>()
      const handler: Handler = async (_app, _job, signal) => {
        await app.db.updateTable('jobs').set({ claimed_by: 'somebody else' }).execute()
        await once(signal, 'abort')
        lost.resolve()
        return 'done'
      }
      const quick = { ...terms, leaseMs: 300, handlers: { test: handler } }
      const stop = app.start({ ...quick, stopMs: 30_000 })
      await lost.promise
      await stop()
      const [job] = await listJobs(app.db, { onlyDead: false, limit: 1 })
      assert.equal(job?.claimed_by, 'somebody else')
      assert.equal(job.done_at, null)
    })
  })
}

async function mistaken(): Promise<never> {
  throw new TypeError('syt_secret is no function')
}
