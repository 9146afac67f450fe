import { noSubscribers } from '../../src/core/events/subscribers.ts'
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { InviteRow } from '../../src/store/invite-row.ts'
import type { Kind } from '../support/portal.ts'
import { openStore, type Store } from '../jobs/store.ts'
import { type History, history, type Wave } from './history.ts'
import { judge } from './judge.ts'
import { type Replicas, startReplicas } from './replicas.ts'

export interface Told {
  histories: number
  kills: number
  seconds: number
}

/**
 * Plays random histories of a member's invitations, with three processes that share a database, and
 * judges each wave. Throws with the problems of the first failure.
 */
export async function runHistories(
  kind: Kind,
  { runs, seed }: { runs: number; seed: number },
): Promise<Told> {
  await using store = await openStore(kind)
  const member = { mxid: '@ana:example.org', standing: 'good', first_seen_at: 1 } as const
  await store.db.insertInto('members').values(member).execute()
  await using replicas = await startReplicas(store)
  const beganAt = performance.now()
  const property = fc.asyncProperty(history, (it) => play(store, replicas, it))
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  return { histories: runs, kills: replicas.kills(), seconds }
}

/** Waits for nothing to be left: in the end the room that is left can be used, and no more. */
const fillUp: Wave = {
  steps: Array.from({ length: 6 }, (_, at) => ({ act: 'make', replica: at % 3, of: 0 })),
  kill: null,
}

async function play(store: Store, replicas: Replicas, { perMonth, waves }: History): Promise<void> {
  const { db } = store
  await db.deleteFrom('redemptions').execute()
  await db.deleteFrom('accounts').execute()
  await db.deleteFrom('invites').execute()
  const tools = { db, config: noSubscribers, clock: Date.now, random: randomBytes }
  const terms = { uses: 2, lastsMs: 86_400_000, profile: null, minDays: 0 }
  await setAllowance(tools, { ...terms, perMonth }, shellActor)
  for (const wave of [...waves, fillUp]) {
    const rows = await listInvites(store)
    const ended = await replicas.carryOut(wave, (of) => rows[of % rows.length]?.id ?? '')
    const problems = judge({ perMonth, rows }, wave, ended, await listInvites(store))
    if (problems.length > 0)
      throw new Error(`Guarantees were violated:\n- ${problems.join('\n- ')}`)
  }
}

function listInvites({ db }: Store): Promise<InviteRow[]> {
  return db.selectFrom('invites').selectAll().orderBy('id').execute()
}
