import type { Actor } from '../../model/actor.ts'
import { readDatabaseClock } from '../../store/database-clock.ts'
import { listEvents } from '../../store/events.ts'
import { findById, lockInvite, updateInvite } from '../../store/invites.ts'
import type { Database, DatabaseTransaction, EventRow } from '../../store/schema.ts'
import { Problem } from '../../shared/errors.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { takeAllowance } from '../members/allowance.ts'
import { onlyAuthor } from '../permissions.ts'
import type { Invite } from './invite.ts'

/** How long a change can be undone, by the database's clock. */
const undoMs = 60_000

/** The column that a change set, and that undoing it clears. */
const undone = {
  'invite.paused': 'paused_at',
  'invite.revoked': 'revoked_at',
} as const satisfies Partial<Record<EventRow['kind'], keyof Invite>>

/** What the event of a change that can be undone holds: until when. */
export async function undoTerms(trx: DatabaseTransaction): Promise<{ undo_until: number }> {
  return { undo_until: (await readDatabaseClock(trx)) + undoMs }
}

export interface Undoable {
  event: string
  column: (typeof undone)[keyof typeof undone]
  /** How long it can still be undone. */
  leftMs: number
}

/**
 * The last change of an invitation, if this actor made it within the last minute and it can be undone:
 * a pause or a withdrawal.
 */
export async function undoableChange(
  db: Database,
  id: string,
  actor: Actor,
): Promise<Undoable | undefined> {
  const [last] = await listEvents(db, id, 1)
  if (!last || !isBy(last, actor) || !isUndoable(last.kind)) return undefined
  const { undo_until: until = 0 } = JSON.parse(last.data) as { undo_until?: number }
  const leftMs = until - (await readDatabaseClock(db))
  return leftMs > 0 ? { event: last.id, column: undone[last.kind], leftMs } : undefined
}

function isUndoable(kind: string): kind is keyof typeof undone {
  return Object.hasOwn(undone, kind)
}

function isBy({ actor_kind: kind, actor_id: id, via }: EventRow, actor: Actor): boolean {
  return kind === actor.kind && id === actor.id && via === actor.via
}

type Undoing = Pick<Context, 'db' | 'observe' | 'serverName'> & EventTools

/**
 * Undoes a pause or a withdrawal. It is the only way back from a withdrawal. `event`: the id of the
 * change; null: the last one. Problems: `invite_unknown`, `undo_over`, and those of `takeAllowance`.
 */
export async function undoChange(
  app: Undoing,
  id: string,
  event: string | null,
  actor: Actor,
): Promise<Invite> {
  const author = onlyAuthor(actor, 'invites:change')
  const invite = await app.db.transaction().execute(async (trx) => {
    if (!(await findById(trx, id, author))) throw new Problem('invite_unknown')
    if (author !== null) await takeAllowance(trx, { member: author, count: 1, reopens: id }, app)
    await lockInvite(trx, id, author)
    const last = await undoableChange(trx, id, actor)
    if (!last || (event ?? last.event) !== last.event) throw new Problem('undo_over')
    const changed = await updateInvite(trx, id, { [last.column]: null }, author)
    if (!changed) throw new Problem('invite_unknown')
    const data = { event: last.event }
    await recordEvent(
      trx,
      { at: app.clock(), actor, kind: 'invite.undone', subject: id, data },
      app,
    )
    return changed
  })
  app.observe({ kind: 'invite_changed', invite: id, actor, change: 'undone' })
  return invite
}
