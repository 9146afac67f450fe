import { allowanceLeft } from '../../core/members/allowance.ts'
import { scopeOf } from '../../core/permissions.ts'
import type { Actor } from '../../model/actor.ts'
import { findMember } from '../../store/members.ts'
import type { Console } from './console.ts'

/** The terms of an invitation without options. */
export function usualTerms({ app }: Console) {
  const { defaultUses: uses, defaultExpiry: length } = app.config.invites
  const end = length === null ? null : app.clock() + length
  return { max_uses: uses, expires_at: end, opens_at: null, label: '' }
}

/** A member's allowance, and the terms that it gives; undefined for those whom none limits. */
export async function ownAllowance({ app }: Console, actor: Actor) {
  if (actor.id === null || scopeOf(actor, 'invites:create') !== 'own') return undefined
  const member = await findMember(app.db, actor.id)
  const found = member && (await allowanceLeft(app, member))
  if (!found) return { seen: { perMonth: 0, left: 0, nextAt: null } }
  const { allowance, left, nextAt } = found
  const end = app.clock() + allowance.lasts_ms
  return {
    seen: { perMonth: allowance.per_month, left, nextAt },
    terms: { max_uses: allowance.uses, expires_at: end, opens_at: null, label: '' },
  }
}
