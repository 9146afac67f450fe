import { type Actor, authorOf } from '../../model/actor.ts'
import { findByFolded, findById, lockInvite, updateInvite } from '../../store/invites.ts'
import type { Database, DatabaseTransaction, OpenDatabase } from '../../store/schema.ts'
import { recordEvent } from '../events/record.ts'
import { refuseImpossible, refuseNeverOpen } from './check.ts'
import { foldCode } from './code.ts'
import { columnsOf, type InviteFields } from './fields.ts'
import type { Context } from '../context.ts'
import { takeAllowance } from '../members/allowance.ts'
import { onlyAuthor, requirePermission } from '../permissions.ts'
import { refuseDecided } from './create.ts'
import { readCode } from './read-code.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteChange } from '../../model/events.ts'
import type { Permission } from '../../model/permission.ts'
import type { Invite, InviteTerms } from './invite.ts'

type Operator = Pick<Context, 'db' | 'clock' | 'random' | 'observe'>

type Reopening = Operator & Pick<Context, 'serverName'>

/**
 * The invitation of the first candidate (see `readCode`) that has one: an exact match, else a match of
 * the folded code.
 */
export async function findInvite(
  db: OpenDatabase,
  candidates: readonly string[],
): Promise<InviteTerms | undefined> {
  for (const code of candidates) {
    const found = (await db.findByCode(code)) ?? (await findByFolded(db, foldCode(code)))
    if (found) return found
  }
  return undefined
}

type Reading = Pick<Context, 'db' | 'config'>

/** The whole row of the invitation that a code, a link or a text names. */
export async function findTyped(
  { db, config }: Reading,
  text: string,
): Promise<Invite | undefined> {
  const terms = await findInvite(db, readCode(text, config.public.url))
  return terms && findById(db, terms.id)
}

/** The invitation that an operator names by id, code or link. Problem: `invite_unknown`. */
export async function inviteNamed(app: Reading, name: string): Promise<Invite> {
  const invite = (await findById(app.db, name.trim())) ?? (await findTyped(app, name))
  if (!invite) throw new Problem('invite_unknown')
  return invite
}

/**
 * An invitation that the actor may read. Problem: `invite_unknown`, also for somebody else's where the
 * actor may read only their own.
 */
export async function inviteOf(
  { db }: Pick<Context, 'db'>,
  id: string,
  actor: Actor,
): Promise<Invite> {
  const invite = await findById(db, id, onlyAuthor(actor, 'invites:read'))
  if (!invite) throw new Problem('invite_unknown')
  return invite
}

/**
 * Changes fields of an invitation. Problems: `input_invalid`, `ends_too_early`, `invite_unknown`,
 * `uses_below_taken`.
 */
export async function changeInvite(
  app: Operator,
  id: string,
  wanted: Partial<InviteFields>,
  actor: Actor,
): Promise<Invite> {
  const author = onlyAuthor(actor, 'invites:change')
  if (author !== null) refuseDecided(wanted)
  refuseImpossible(wanted, app.clock())
  const set = columnsOf(wanted)
  if (Object.keys(set).length === 0) {
    throw new Problem('input_invalid', { detail: 'No change is given.' })
  }
  return write(app, id, set, { actor, change: 'changed' })
}

/** Nobody can join until it is resumed. */
export async function pauseInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(app, id, { paused_at: app.clock() }, { actor, change: 'paused' })
}

/**
 * Opens a paused invitation. A member's own needs room in their allowance. One that is paused because
 * its author lost their standing is opened by operators only, who own it from then on.
 * Problems: `invite_unknown`, `forbidden`, and those of `takeAllowance`.
 */
export async function resumeInvite(app: Reopening, id: string, actor: Actor): Promise<Invite> {
  const columns = (trx: DatabaseTransaction) => columnsToResume(trx, app, id, actor)
  return write(app, id, columns, { actor, change: 'resumed' })
}

async function columnsToResume(
  trx: DatabaseTransaction,
  app: Reopening,
  id: string,
  actor: Actor,
): Promise<Partial<Invite>> {
  const author = onlyAuthor(actor, 'invites:change')
  if (!(await findById(trx, id, author))) throw new Problem('invite_unknown')
  if (author !== null) await takeAllowance(trx, { member: author, count: 1, reopens: id }, app)
  const invite = await lockInvite(trx, id, author)
  const open = { paused_at: null }
  if (!invite?.paused_reason) return open
  requirePermission(actor, 'invites:adopt')
  return { ...open, paused_reason: null, created_by: authorOf(actor) }
}

/** Permanent: a revoked invitation never opens again, but stays in the list. */
export async function revokeInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(app, id, { revoked_at: app.clock() }, { actor, change: 'revoked' })
}

/** Soft delete: the row stays, so that who joined is known and an import can't restore it. */
export async function deleteInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(
    app,
    id,
    { deleted_at: app.clock() },
    {
      actor,
      change: 'deleted',
      permission: 'invites:delete',
    },
  )
}

interface Change {
  actor: Actor
  change: InviteChange
  permission?: Permission
}

/** Changes columns of an invitation that the actor may change. */
async function write(
  app: Operator,
  id: string,
  columns: Partial<Invite> | ((trx: DatabaseTransaction) => Promise<Partial<Invite>>),
  { actor, change, permission = 'invites:change' }: Change,
): Promise<Invite> {
  const author = onlyAuthor(actor, permission)
  const at = app.clock()
  const changed = await app.db.transaction().execute(async (trx) => {
    const set = typeof columns === 'function' ? await columns(trx) : columns
    const invite = await updateInvite(trx, id, set, author)
    if (!invite) throw await whyNotChanged(trx, id, author)
    if ('opens_at' in set || 'expires_at' in set)
      refuseNeverOpen(invite.opens_at, invite.expires_at)
    const data = { columns: Object.keys(set) }
    await recordEvent(trx, { at, actor, kind: `invite.${change}`, subject: id, data }, app)
    return invite
  })
  app.observe({ kind: 'invite_changed', invite: id, actor, change })
  return changed
}

async function whyNotChanged(db: Database, id: string, author: string | null): Promise<Problem> {
  const invite = await findById(db, id, author)
  if (!invite) return new Problem('invite_unknown')
  return new Problem('uses_below_taken', { places: invite.used + invite.held })
}
