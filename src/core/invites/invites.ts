import { type Actor, authorOf } from '../../model/actor.ts'
import { findByFolded, findById, insertInvite, updateInvite } from '../../store/invites.ts'
import type { Database, OpenDatabase } from '../../store/schema.ts'
import { recordEvent } from '../events/record.ts'
import { codeFrom, foldCode, isCode, randomCode, randomWords } from './code.ts'
import { newId } from '../../shared/ids.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteChange } from '../../model/events.ts'
import { type Invite, type InviteTerms, isLabel, LARGEST_COUNT } from './invite.ts'
import { isInstant } from '../../shared/time.ts'

type Operator = Pick<Context, 'db' | 'clock' | 'random' | 'observe'>

/** Longer than any code with all its spaces; and no database takes a NUL. */
const longestTyped = 255

/** The invitation of a code as a newcomer gives it: exactly, else as it reads on paper. */
export async function findInvite(
  db: OpenDatabase,
  typed: string,
): Promise<InviteTerms | undefined> {
  if (typed.length > longestTyped || /[\p{Cc}\p{Cs}]/u.test(typed)) return undefined
  return (await db.findByCode(typed)) ?? findByFolded(db, foldCode(typed))
}

/** The invitation that an operator names by its id, its code or its whole link. */
export async function inviteNamed(db: OpenDatabase, name: string): Promise<Invite> {
  const code = codeFrom(name)
  const invite = (await findById(db, code)) ?? (await findTyped(db, code))
  if (!invite) throw new Problem('invite_unknown')
  return invite
}

async function findTyped(db: OpenDatabase, code: string): Promise<Invite | undefined> {
  const terms = await findInvite(db, code)
  return terms && findById(db, terms.id)
}

/** What may be done with an invitation. Times in ms; null uses: unlimited; null expiry: never. */
export interface Allowance {
  uses: number | null
  expiresAt: number | null
  opensAt: number | null
  label: string
}

export interface NewInvite extends Allowance {
  /** The operator's own code; otherwise one is made, of words if wanted. */
  code?: string | undefined
  words?: boolean | undefined
}

/** Makes an invitation. Problems: `input_invalid`, `ends_too_early`, `code_in_use`. */
export async function createInvite(
  app: Operator,
  wanted: NewInvite,
  actor: Actor,
): Promise<Invite> {
  const now = app.clock()
  refuseImpossible(wanted, now)
  const code = wanted.code ?? (wanted.words ? randomWords(app.random) : randomCode(app.random))
  const invite = newInvite(wanted, { id: newId(now, app.random), code, now, actor })
  await app.db.transaction().execute(async (trx) => {
    const clash = await findByFolded(trx, foldCode(code))
    if (clash || !(await insertInvite(trx, invite))) throw new Problem('code_in_use')
    const event = { at: now, actor, kind: 'invite.made', subject: invite.id } as const
    await recordEvent(trx, event, app)
  })
  app.observe({ kind: 'invite_made', invite: invite.id, actor })
  return invite
}

function newInvite(
  wanted: NewInvite,
  made: { id: string; code: string; now: number; actor: Actor },
): Invite {
  return {
    id: made.id,
    code: made.code,
    folded: foldCode(made.code),
    label: wanted.label,
    max_uses: wanted.uses,
    used: 0,
    held: 0,
    opens_at: wanted.opensAt,
    expires_at: wanted.expiresAt,
    paused_at: null,
    revoked_at: null,
    deleted_at: null,
    created_at: made.now,
    created_by: authorOf(made.actor),
    last_used_at: null,
  }
}

/**
 * Sets what an invitation allows. Problems: `input_invalid`, `ends_too_early`, `invite_unknown`,
 * `uses_below_taken`.
 */
export async function changeInvite(
  app: Operator,
  id: string,
  wanted: Partial<Allowance>,
  actor: Actor,
): Promise<Invite> {
  refuseImpossible(wanted, app.clock())
  const set: Partial<Invite> = {}
  if (wanted.uses !== undefined) set.max_uses = wanted.uses
  if (wanted.expiresAt !== undefined) set.expires_at = wanted.expiresAt
  if (wanted.opensAt !== undefined) set.opens_at = wanted.opensAt
  if (wanted.label !== undefined) set.label = wanted.label
  if (Object.keys(set).length === 0) {
    throw new Problem('input_invalid', { detail: 'There is nothing to change.' })
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

/** For good: a revoked invitation never opens again, but stays in the list. */
export async function revokeInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(app, id, { revoked_at: app.clock() }, { actor, change: 'revoked' })
}

/** Out of sight. The row stays, so that who joined is known and an import can't bring it back. */
export async function deleteInvite(app: Operator, id: string, actor: Actor): Promise<Invite> {
  return write(app, id, { deleted_at: app.clock() }, { actor, change: 'deleted' })
}

async function write(
  app: Operator,
  id: string,
  set: Partial<Invite>,
  { actor, change }: { actor: Actor; change: InviteChange },
): Promise<Invite> {
  const at = app.clock()
  const changed = await app.db.transaction().execute(async (trx) => {
    const invite = await updateInvite(trx, id, set)
    if (!invite) throw await whyNotChanged(trx, id)
    if ('opens_at' in set || 'expires_at' in set)
      refuseNeverOpen(invite.opens_at, invite.expires_at)
    const data = { columns: Object.keys(set) }
    await recordEvent(trx, { at, actor, kind: `invite.${change}`, subject: id, data }, app)
    return invite
  })
  app.observe({ kind: 'invite_changed', invite: id, actor, change })
  return changed
}

async function whyNotChanged(db: Database, id: string): Promise<Problem> {
  const invite = await findById(db, id)
  if (!invite) return new Problem('invite_unknown')
  return new Problem('uses_below_taken', { places: invite.used + invite.held })
}

function refuseImpossible(wanted: Partial<NewInvite>, now: number): void {
  const mistake = mistakeIn(wanted)
  if (mistake !== undefined) throw new Problem('input_invalid', { detail: mistake })
  const { expiresAt = null, opensAt = null } = wanted
  if (expiresAt === null) return
  if (expiresAt <= now) {
    throw new Problem('ends_too_early', { detail: 'The expiry is in the past.' })
  }
  refuseNeverOpen(opensAt, expiresAt)
}

function refuseNeverOpen(opensAt: number | null, expiresAt: number | null): void {
  if (opensAt !== null && expiresAt !== null && opensAt >= expiresAt) {
    throw new Problem('ends_too_early', { detail: 'The invitation would end before it opens.' })
  }
}

function mistakeIn({
  uses,
  label,
  code,
  opensAt,
  expiresAt,
}: Partial<NewInvite>): string | undefined {
  if (typeof uses === 'number' && !(Number.isInteger(uses) && uses >= 1 && uses <= LARGEST_COUNT)) {
    return 'Uses are a whole number from 1 up, or unlimited.'
  }
  if (code !== undefined && !isCode(code)) {
    return 'A code has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ and -.'
  }
  if (label !== undefined && !isLabel(label)) {
    return 'A label is one line of at most 200 characters.'
  }
  if ([opensAt, expiresAt].some((at) => typeof at === 'number' && !isInstant(at))) {
    return 'A moment is before the year 10000.'
  }
  return undefined
}
