import type { Config } from '../../model/config.ts'
import { type Actor, authorOf } from '../../model/actor.ts'
import { findByFolded, findById, lockInvite, updateInvite } from '../../store/invites.ts'
import type { Database, DatabaseTransaction, OpenDatabase } from '../../store/schema.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import {
  profileFor,
  refuseImpossible,
  refuseName,
  refuseNeverOpen,
  refuseOthersProfile,
  refuseUnbound,
  refuseUnknownProfile,
} from './check.ts'
import { foldCode } from './code.ts'
import { columnsOf, type InviteFields } from './fields.ts'
import type { Context } from '../context.ts'
import { takeAllowance } from '../members/allowance.ts'
import { onlyAuthor, requirePermission } from '../permissions.ts'
import { refuseDecided } from './create.ts'
import { readCode } from './read-code.ts'
import { Problem } from '../../shared/errors.ts'
import { undoTerms } from './undo.ts'
import type { InviteChange } from '../../model/events.ts'
import type { Permission } from '../../model/permission.ts'
import type { Invite, InviteTerms } from './invite.ts'

type Operator = Pick<Context, 'db' | 'observe'> & EventTools

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

type Changing = Reopening & { config: Pick<Config, 'names' | 'homeserver'> }

/**
 * Changes fields of an invitation. Problems: `input_invalid`, `ends_too_early`, `profile_unknown`,
 * `invite_unknown`, `uses_below_taken`.
 */
export async function changeInvite(
  app: Changing,
  id: string,
  wanted: Partial<InviteFields>,
  actor: Actor,
): Promise<Invite> {
  const author = onlyAuthor(actor, 'invites:change')
  if (author !== null) refuseDecided(wanted)
  refuseImpossible(wanted, app.clock())
  await refuseName(app, wanted.forName)
  const set = columnsOf(wanted)
  if (Object.keys(set).length === 0) {
    throw new Problem('input_invalid', { detail: 'No change is given.' })
  }
  return write(app, id, { actor, change: 'changed', plan: () => ({ set }) })
}

/** Nobody can join until it is resumed. Can be undone for a minute (`undoChange`). */
export async function pauseInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  const plan = (trx: DatabaseTransaction) => planToClose(trx, app, { id, column: 'paused_at' })
  return write(app, id, { actor, change: 'paused', plan })
}

/** It never opens again, except by `undoChange` within a minute, but stays in the list. */
export async function revokeInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  const plan = (trx: DatabaseTransaction) => planToClose(trx, app, { id, column: 'revoked_at' })
  return write(app, id, { actor, change: 'revoked', plan })
}

/** Only what was open before can be opened by an undo. */
async function planToClose(
  trx: DatabaseTransaction,
  { clock }: Operator,
  { id, column }: { id: string; column: 'paused_at' | 'revoked_at' },
): Promise<Plan> {
  const before = await lockInvite(trx, id, null)
  const set = { [column]: clock() }
  return before?.[column] === null ? { set, data: await undoTerms(trx) } : { set }
}

/**
 * Opens a paused invitation. A member's own needs room in their allowance. One that is paused because
 * its author lost their standing is opened by operators only, who own it from then on.
 * Problems: `invite_unknown`, `forbidden`, and those of `takeAllowance`.
 */
export async function resumeInvite(app: Reopening, id: string, actor: Actor): Promise<Invite> {
  const plan = (trx: DatabaseTransaction) => planToResume(trx, app, id, actor)
  return write(app, id, { actor, change: 'resumed', plan })
}

async function planToResume(
  trx: DatabaseTransaction,
  app: Reopening,
  id: string,
  actor: Actor,
): Promise<Plan> {
  const author = onlyAuthor(actor, 'invites:change')
  if (!(await findById(trx, id, author))) throw new Problem('invite_unknown')
  if (author !== null) await takeAllowance(trx, { member: author, count: 1, reopens: id }, app)
  const invite = await lockInvite(trx, id, author)
  if (!invite?.paused_reason) return { set: { paused_at: null } }
  requirePermission(actor, 'invites:adopt')
  return { set: { paused_at: null, paused_reason: null, created_by: authorOf(actor) } }
}

/** Soft delete: the row stays, so that who joined is known and an import can't restore it. */
export async function deleteInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  const plan = () => ({ set: { deleted_at: app.clock() } })
  return write(app, id, { actor, change: 'deleted', plan, permission: 'invites:delete' })
}

/** The columns to set, and what the event holds besides their names. */
interface Plan {
  set: Partial<Invite>
  data?: Record<string, number>
}

interface Change {
  actor: Actor
  change: InviteChange
  plan: (trx: DatabaseTransaction) => Plan | Promise<Plan>
  permission?: Permission
}

/** Columns that a profile has a say in. */
const bound = ['profile_id', 'for_name', 'max_uses'] as const

/** Changes columns of an invitation that the actor may change. */
async function write(
  app: Operator,
  id: string,
  { actor, change, plan, permission = 'invites:change' }: Change,
): Promise<Invite> {
  const author = onlyAuthor(actor, permission)
  const at = app.clock()
  const changed = await app.db.transaction().execute(async (trx) => {
    const { set, data } = await plan(trx)
    await refuseUnknownProfile(trx, set.profile_id ?? null)
    const invite = await updateInvite(trx, id, set, author)
    if (!invite) throw await whyNotChanged(trx, id, author)
    if (bound.some((column) => column in set)) {
      const profile = await profileFor(trx, invite.profile_id)
      if (set.profile_id) refuseOthersProfile(profile, actor)
      refuseUnbound(invite, profile, true)
    }
    if ('opens_at' in set || 'expires_at' in set)
      refuseNeverOpen(invite.opens_at, invite.expires_at)
    const kind = `invite.${change}` as const
    const event = { at, actor, kind, subject: id, data: { columns: Object.keys(set), ...data } }
    await recordEvent(trx, event, app)
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
