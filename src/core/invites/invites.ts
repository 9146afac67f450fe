import { type Actor, authorOf } from '../../model/actor.ts'
import { findByFolded, findById, insertInvite, updateInvite } from '../../store/invites.ts'
import { type Database, type OpenDatabase } from '../../store/schema.ts'
import { inviteDefaults } from '../../store/invite-row.ts'
import type { Config } from '../../model/config.ts'
import { recordEvent } from '../events/record.ts'
import { refuseImpossible, refuseNeverOpen } from './check.ts'
import { foldCode, randomCode, randomWords } from './code.ts'
import { columnsOf, type InviteFields } from './fields.ts'
import { newId } from '../../shared/ids.ts'
import type { Context } from '../context.ts'
import { onlyAuthor, requirePermission } from '../permissions.ts'
import { readCode } from './read-code.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteChange } from '../../model/events.ts'
import type { Permission } from '../../model/permission.ts'
import type { Invite, InviteTerms } from './invite.ts'
import { LAST_INSTANT } from '../../shared/time.ts'

type Operator = Pick<Context, 'db' | 'clock' | 'random' | 'observe'>

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

export interface NewInvite extends Partial<InviteFields> {
  /** The operator's own code; otherwise one is generated, of words if wanted. */
  code?: string | undefined
  words?: boolean | undefined
}

/**
 * Creates an invitation. Uses and expiry default to the configuration.
 * Problems: `input_invalid`, `ends_too_early`, `code_in_use`.
 */
export async function createInvite(
  app: Operator & { config: Pick<Config, 'invites'> },
  wanted: NewInvite,
  actor: Actor,
): Promise<Invite> {
  requirePermission(actor, 'invites:create')
  const now = app.clock()
  const code = wanted.code ?? (wanted.words ? randomWords(app.random) : randomCode(app.random))
  const columns = {
    ...columnsOf(defaultsOf(app.config, wanted.opensAt, now)),
    ...columnsOf(wanted),
  }
  refuseImpossible({ ...wanted, code, expiresAt: columns.expires_at ?? null }, now)
  const invite: Invite = {
    ...inviteDefaults,
    ...columns,
    id: newId(now, app.random),
    code,
    folded: foldCode(code),
    created_at: now,
    created_by: authorOf(actor),
  }
  await app.db.transaction().execute(async (trx) => {
    const clash = await findByFolded(trx, foldCode(code))
    if (clash || !(await insertInvite(trx, invite))) throw new Problem('code_in_use')
    const event = { at: now, actor, kind: 'invite.made', subject: invite.id } as const
    await recordEvent(trx, event, app)
  })
  app.observe({ kind: 'invite_made', invite: invite.id, actor })
  return invite
}

/** Defaults of the configuration. The default lifetime begins when the invitation opens. */
function defaultsOf(
  { invites }: Pick<Config, 'invites'>,
  opensAt: number | null | undefined,
  now: number,
) {
  const { defaultUses: uses, defaultExpiry: length } = invites
  const start = Math.max(now, opensAt ?? now)
  return { uses, expiresAt: length === null ? null : Math.min(start + length, LAST_INSTANT) }
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

export async function resumeInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(app, id, { paused_at: null }, { actor, change: 'resumed' })
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
  set: Partial<Invite>,
  { actor, change, permission = 'invites:change' }: Change,
): Promise<Invite> {
  const author = onlyAuthor(actor, permission)
  const at = app.clock()
  const changed = await app.db.transaction().execute(async (trx) => {
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
