import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { findGuests, moveEnd } from '../../store/guests.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { onlyAuthor } from '../permissions.ts'
import { readName } from '../redemption/name-rules.ts'
import { enqueueState } from './keep-state.ts'
import { longestExtension } from './state.ts'

type Tools = Pick<Context, 'db' | 'serverName'> & EventTools

/**
 * Moves the end of a guest's account, null: it has none any more. A suspended one can be used again. The
 * person who invited them may do so once, by at most the length of its term. Problems: `guest_unknown`, `ends_too_early`, `already_extended`.
 */
export async function extendGuest(
  app: Tools,
  person: string,
  until: number | null,
  actor: Actor,
): Promise<AccountRow> {
  if (until === null) return promoteGuest(app, person, actor)
  const author = onlyAuthor(actor, 'people:extend')
  const guest = await guestNamed(app, person, author)
  const now = app.clock()
  if (until <= now) throw new Problem('ends_too_early', { detail: 'The end is in the past.' })
  if (author === null) return move(app, guest, { endsAt: until }, actor)
  if (guest.extended_at !== null) throw new Problem('already_extended')
  const latest = Math.max(guest.ends_at ?? now, now) + longestExtension(guest, 'own')
  return move(app, guest, { endsAt: Math.min(until, latest), extendedAt: now }, actor)
}

/** The account has no end any more. Problem: `guest_unknown`. */
export async function promoteGuest(app: Tools, person: string, actor: Actor): Promise<AccountRow> {
  const guest = await guestNamed(app, person, onlyAuthor(actor, 'people:promote'))
  return move(app, guest, { endsAt: null }, actor)
}

/** The account with an end of this name. `author`: only if they invited it. */
async function guestNamed(
  app: Pick<Tools, 'db' | 'serverName'>,
  person: string,
  author: string | null,
): Promise<AccountRow> {
  const guests = await findGuests(app.db, readName(person, app.serverName()))
  const guest = guests.find(({ invited_by: by }) => author === null || by === author)
  if (!guest) throw new Problem('guest_unknown')
  return guest
}

async function move(
  app: Tools,
  guest: AccountRow,
  end: { endsAt: number | null; extendedAt?: number },
  actor: Actor,
): Promise<AccountRow> {
  const { redemption_id: id } = guest
  const kind = end.endsAt === null ? 'account.promoted' : 'account.extended'
  await app.db.transaction().execute(async (trx) => {
    if (!(await moveEnd(trx, id, end))) throw new Problem('guest_unknown')
    await recordEvent(trx, { at: app.clock(), actor, kind, subject: id }, app)
    if (guest.suspended_at !== null) await enqueueState(app, trx, id)
  })
  return { ...guest, ends_at: end.endsAt }
}
