import { sql } from 'kysely'
import type { IntroductionRow, IntroductionState } from './introduction-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export async function insertSteps(
  trx: DatabaseTransaction,
  id: string,
  { steps, now }: { steps: readonly string[]; now: number },
): Promise<void> {
  const rows = steps.map((step) => ({ redemption_id: id, step, changed_at: now }))
  await trx
    .insertInto('introductions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export interface StepMark {
  id: string
  step: string
  state: IntroductionState
  cause: string | null
  now: number
}

/** Nothing happens to a step that was erased. */
export async function markStep(
  db: Database,
  { id, step, state, cause, now }: StepMark,
): Promise<void> {
  await db
    .updateTable('introductions')
    .set({ state, cause, changed_at: now })
    .where('redemption_id', '=', id)
    .where('step', '=', step)
    .execute()
}

export async function findStep(
  db: Database,
  id: string,
  step: string,
): Promise<IntroductionRow | undefined> {
  return db
    .selectFrom('introductions')
    .selectAll()
    .where('redemption_id', '=', id)
    .where('step', '=', step)
    .executeTakeFirst()
}

/** Whether a step is neither done nor left to the newcomer. */
export async function hasWaitingStep(db: Database, id: string): Promise<boolean> {
  const waiting = await db
    .selectFrom('introductions')
    .select('step')
    .where('redemption_id', '=', id)
    .where('state', '=', 'waiting')
    .limit(1)
    .execute()
  return waiting.length > 0
}

/** The steps of these newcomers. One whose job has failed for good is left to them. */
export async function listSteps(db: Database, ids: readonly string[]): Promise<IntroductionRow[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('introductions')
    .leftJoin('jobs', (join) =>
      join
        .on('jobs.kind', '=', 'introduce')
        .on('jobs.key', '=', sql<string>`introductions.redemption_id || ':' || introductions.step`)
        .on('jobs.done_at', 'is', null),
    )
    .select(['redemption_id', 'step', 'state', 'cause', 'changed_at', 'dead_at'])
    .where('redemption_id', 'in', [...ids])
    .execute()
  return rows.map(({ dead_at: deadAt, state, ...row }) => {
    const isLeft = deadAt !== null && state === 'waiting'
    return { ...row, state: isLeft ? 'left' : state }
  })
}

/** Whether a job of this newcomer's introduction is neither done nor dead. */
export async function isBeingIntroduced(db: Database, id: string): Promise<boolean> {
  const open = await db
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', 'introduce')
    // The character after the colon ends the range of keys.
    .where('key', '>', `${id}:`)
    .where('key', '<', `${id};`)
    .where('done_at', 'is', null)
    .where('dead_at', 'is', null)
    .limit(1)
    .execute()
  return open.length > 0
}
