import { profileFor } from '../../core/invites/check.ts'
import { allowanceLeft } from '../../core/members/allowance.ts'
import { scopeOf } from '../../core/permissions.ts'
import { type Actor, authorOf } from '../../model/actor.ts'
import { findMember } from '../../store/members.ts'
import { findForList } from '../../store/invite-list.ts'
import { listProfiles } from '../../store/profiles.ts'
import type { Console } from './console.ts'

/** The terms of an invitation without options, with this profile; null: the default one. */
export async function usualTerms({ app }: Console, profile: string | null) {
  const { defaultUses, defaultExpiry } = app.config.invites
  const found = await profileFor(app.db, profile)
  const { uses = defaultUses, lastsMs: length = defaultExpiry } = found ?? {}
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

/** The names of the profiles that the actor may choose, and the one that the actor's latest invitation gives, if it still exists. */
export async function profilesFor({ app }: Console, actor: Actor) {
  const isOperator = scopeOf(actor, 'profiles:write') !== undefined
  const names = (await listProfiles(app.db))
    .filter(({ onlyOperators }) => isOperator || !onlyOperators)
    .map(({ name }) => name)
  if (names.length === 0) return { names, last: null }
  const maker = authorOf(actor)
  const latest = { author: null, maker, state: null, text: '', before: undefined, limit: 1 }
  const [invite] = await findForList(app.db, latest, app.clock())
  return { names, last: names.find((name) => name === invite?.profile_id) ?? null }
}
