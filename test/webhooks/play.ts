import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import * as fc from 'fast-check'
import { recordEvent } from '../../src/core/events/record.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { Webhook } from '../../src/ports/webhooks.ts'
import { newId } from '../../src/shared/ids.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { skews } from '../jobs/history.ts'
import { openStore, type Store } from '../jobs/store.ts'
import { startWorkers } from '../jobs/workers.ts'
import { testConfig } from '../support/config.ts'
import type { Kind } from '../support/portal.ts'
import { endpoints, everything, type Happening, history } from './history.ts'
import { judge, type Happened } from './judge.ts'
import { type Answer, hook, type Receiver, startReceiver } from './receiver.ts'

const program = new URL('child.ts', import.meta.url)

/** The time limit until every delivery of a history is done. */
const limitMs = 60_000

/**
 * Plays a history with every fault, and random ones, with three processes that share a database, and
 * judges each. Throws with the problems of the first failure.
 */
export async function runHistories(
  kind: Kind,
  { runs, seed, sabotage }: { runs: number; seed: number; sabotage?: 'forgets failures' },
): Promise<{ histories: number; kills: number; seconds: number }> {
  await using store = await openStore(kind)
  await using receiver = await startReceiver()
  const kill: { one?: (replica: number) => void } = {}
  const outside = {
    url: receiver.url('/'),
    onKill: (how: (replica: number) => void) => void (kill.one = how),
    isKilled: () => {},
  }
  const webhooks = endpoints.map(({ path, events }): Webhook => ({
    ...hook(receiver.url(path)),
    events,
  }))
  const settings = { webhooks }
  await using workers = await startWorkers(store, outside, {
    skews: sabotage ? [0] : skews,
    program,
    settings,
    ...(sabotage && { sabotage }),
  })
  const beganAt = performance.now()
  const stage = { store, receiver, webhooks, kill: (at: number) => kill.one?.(at) }
  const property = fc.asyncProperty(history, async (it) => {
    await play(stage, it)
    if (workers.died()) throw new Error(`a process ended by itself:\n${workers.logged()}`)
  })
  const examples: [Happening[]][] = [[everything]]
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true, examples })
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  return { histories: runs, kills: workers.kills(), seconds }
}

interface Stage {
  store: Store
  receiver: Receiver
  webhooks: Webhook[]
  kill: (replica: number) => void
}

async function play(stage: Stage, happenings: readonly Happening[]): Promise<void> {
  const { db } = stage.store
  for (const table of ['jobs', 'events', 'webhooks'] as const) await db.deleteFrom(table).execute()
  const { received, forged } = stage.receiver
  received.length = 0
  forged.length = 0
  const all = happenings.map((it): Happened => ({ ...it, id: newId(Date.now(), randomBytes) }))
  follow(stage, all)
  for (const one of all) await happen(stage, one)
  const isOver = await waitFor(limitMs, async () => (await isQuiet(stage.store)) || undefined)
  const problems = judge(all, { received, forged, isOver: isOver === true })
  if (problems.length > 0) throw new Error(`Guarantees were violated:\n- ${problems.join('\n- ')}`)
}

/** Records the event in the transaction of a change, which may be rolled back. */
async function happen({ store, webhooks }: Stage, { id, kind, isUndone }: Happened): Promise<void> {
  const tools = { clock: Date.now, random: randomBytes, config: testConfig({ webhooks }) }
  const event = { at: Date.now(), actor: shellActor, kind, subject: id }
  const changing = store.db.transaction().execute(async (trx) => {
    await recordEvent(trx, event, tools)
    if (isUndone) throw new Error('undone')
  })
  await changing.catch((error: Error) => {
    if (error.message !== 'undone') throw error
  })
}

/** Lets the receiver answer as the scripts say. Events are known by their subject. */
function follow({ receiver, kill }: Stage, all: readonly Happened[]): void {
  const asked = new Map<string, number>()
  receiver.answer(({ path, body }) => {
    const subject = String((body.data['subject'] as { id?: unknown } | null)?.id)
    const key = `${path} ${subject}`
    const at = asked.get(key) ?? 0
    asked.set(key, at + 1)
    const endpoint = endpoints.findIndex((one) => one.path === path)
    const fault = all.find(({ id }) => id === subject)?.scripts[endpoint]?.[at]
    const replica = (at + endpoint) % skews.length
    if (fault === 'killed') kill(replica)
    if (fault === 'killed after') void pause(1).then(() => kill(replica))
    const answers: Partial<Record<string, Answer>> = {
      '500': 500,
      '429': 429,
      killed: 'hang',
      reset: 'reset',
      hang: 'hang',
      redirect: 'redirect',
    }
    return answers[fault ?? ''] ?? 204
  })
}

async function isQuiet({ db }: Store): Promise<boolean> {
  const open = db.selectFrom('jobs').select('id').where('done_at', 'is', null)
  return (await open.where('dead_at', 'is', null).execute()).length === 0
}
