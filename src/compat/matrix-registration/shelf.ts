import { foldCode, randomWords } from '../../core/invites/code.ts'
import type { Context } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { type Actor, authorOf } from '../../model/actor.ts'
import { newId } from '../../shared/ids.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { recordEvent } from '../../core/events/record.ts'
import { findByFolded, insertInvite, updateInvite } from '../../store/invites.ts'
import { type Database } from '../../store/schema.ts'
import { inviteDefaults } from '../../store/invite-row.ts'

export type Shelf = Pick<Context, 'db' | 'clock' | 'random' | 'observe'>

/** What a token may do. Null uses: unlimited; null expiry: never. */
export interface Terms {
  /** Below 1: nobody. The old program takes that, and a date that is over, without a word. */
  uses: number | null
  expiresAt: number | null
}

/** Makes an invitation on exactly these terms. Problem: `code_in_use`, for a code that is given. */
export async function mint(
  shelf: Shelf,
  terms: Terms & { code?: string | undefined },
  actor: Actor,
): Promise<Invite> {
  const now = shelf.clock()
  const code = terms.code ?? randomToken(shelf)
  const invite = newInvite({ ...terms, code }, { id: newId(now, shelf.random), now, actor })
  await shelf.db.transaction().execute(async (trx) => {
    const clash = await findByFolded(trx, foldCode(code))
    if (clash || !(await insertInvite(trx, invite))) throw new Problem('code_in_use')
    const made = { at: now, actor, kind: 'invite.made', subject: invite.id } as const
    await recordEvent(trx, made, shelf)
  })
  shelf.observe({ kind: 'invite_made', invite: invite.id, actor })
  return invite
}

/**
 * Words with capitals, `DoubleWizardSki`, which is all that the pages of others let through: five
 * where there were three, so that 32 bits become 55.
 */
function randomToken({ random }: Pick<Shelf, 'random'>): string {
  const words = randomWords(random).split('-')
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function newInvite(
  { code, uses, expiresAt }: Terms & { code: string },
  { id, now, actor }: { id: string; now: number; actor: Actor },
): Invite {
  return {
    ...inviteDefaults,
    id,
    code,
    folded: foldCode(code),
    max_uses: uses === null ? null : Math.max(0, uses),
    expires_at: expiresAt,
    created_at: now,
    created_by: authorOf(actor),
  }
}

/** Sets columns of an invitation. Problem: `uses_below_taken`. */
export async function amend(
  shelf: Shelf,
  invite: Invite,
  set: Partial<Invite>,
  actor: Actor,
): Promise<Invite> {
  const at = shelf.clock()
  const changed = await shelf.db.transaction().execute(async (trx) => {
    const written = await updateInvite(trx, invite.id, set)
    if (!written) throw new Problem('uses_below_taken', { places: invite.used + invite.held })
    const data = { columns: Object.keys(set) }
    const event = { at, actor, kind: 'invite.changed', subject: invite.id, data } as const
    await recordEvent(trx, event, shelf)
    return written
  })
  shelf.observe({ kind: 'invite_changed', invite: invite.id, actor, change: 'changed' })
  return changed
}

/** Every invitation, the oldest first. */
export async function listShelf(db: Database): Promise<Invite[]> {
  return db
    .selectFrom('invites')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
}
