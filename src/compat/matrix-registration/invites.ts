import { foldCode, randomWords } from '../../core/invites/code.ts'
import type { Context } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { type Actor, authorOf } from '../../model/actor.ts'
import { newId } from '../../shared/ids.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { writeNew } from '../../core/invites/write-new.ts'
import { type EventTools, recordEvent } from '../../core/events/record.ts'
import { updateInvite } from '../../store/invites.ts'
import { type Database } from '../../store/schema.ts'
import { inviteDefaults } from '../../store/invite-row.ts'

export type InviteContext = Pick<Context, 'db' | 'observe'> & EventTools

/** The terms of a token. Null uses: unlimited; null expiry: never. */
export interface Terms {
  /** Below 1: nobody. The old program accepts that, and a past date, silently. */
  uses: number | null
  expiresAt: number | null
}

/** Creates an invitation with exactly these terms. Problem `code_in_use` for a given code. */
export async function mint(
  context: InviteContext,
  terms: Terms & { code?: string | undefined },
  actor: Actor,
): Promise<Invite> {
  const now = context.clock()
  const code = terms.code ?? randomToken(context)
  const invite = newInvite({ ...terms, code }, { id: newId(now, context.random), now, actor })
  await context.db.transaction().execute((trx) => writeNew(trx, invite, actor, context))
  context.observe({ kind: 'invite_made', invite: invite.id, actor })
  return invite
}

/**
 * Words with capitals, `DoubleWizardSki`, the only format that other people's pages accept. Five words
 * instead of three: 55 bits instead of 32.
 */
function randomToken({ random }: Pick<InviteContext, 'random'>): string {
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
  context: InviteContext,
  invite: Invite,
  set: Partial<Invite>,
  actor: Actor,
): Promise<Invite> {
  const at = context.clock()
  const changed = await context.db.transaction().execute(async (trx) => {
    const written = await updateInvite(trx, invite.id, set)
    if (!written) throw new Problem('uses_below_taken', { places: invite.used + invite.held })
    const data = { columns: Object.keys(set) }
    const event = { at, actor, kind: 'invite.changed', subject: invite.id, data } as const
    await recordEvent(trx, event, context)
    return written
  })
  context.observe({ kind: 'invite_changed', invite: invite.id, actor, change: 'changed' })
  return changed
}

/** All that open by their code, oldest first. */
export async function listOldestFirst(db: Database): Promise<Invite[]> {
  return db
    .selectFrom('invites')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('request_id', 'is', null)
    .orderBy('id')
    .execute()
}
