import { type Actor, systemActor } from '../../model/actor.ts'
import type { EventKind } from '../../model/events.ts'
import type { InvitedState } from '../../model/invited-account.ts'
import type { Bot } from '../../ports/bot.ts'
import { type InvitedAccount, listToLook } from '../../store/invited-find.ts'
import { moveInvited, type Move, noteInvited } from '../../store/invited-accounts.ts'
import { standingIn } from '../bot/power.ts'
import { recordEvent } from '../events/record.ts'
import type { Arriving } from './invite-account.ts'
import { lastChangeOf } from './membership.ts'
import { spaceOf } from './space.ts'

/* Whether invited accounts have come in: their memberships are looked at, more and more seldom. */

/** How many a run looks at. */
const batch = 50

const minute = 60_000
const looks = { leastMs: minute, mostMs: 6 * 60 * minute, untilMs: 90 * 24 * 60 * minute }

export async function followInvited(app: Arriving): Promise<void> {
  const due = await listToLook(app.db, app.clock(), batch)
  const bot = due.length === 0 ? undefined : await app.bot()
  if (bot) for (const row of due) await look(app, bot, row)
}

async function look(app: Arriving, bot: Bot, row: InvitedAccount): Promise<void> {
  const space = await spaceOf(app, row)
  const standing = space === null ? null : await standingIn(bot, space)
  if (standing?.kind !== 'able') return lookAgain(app, row)
  const { membership, byThemselves } = await lastChangeOf(bot, standing.room, row.address)
  switch (membership) {
    case 'join':
      return end(app, row, { state: 'joined', place: 'used' }, 'account.came_in')
    case 'leave':
    case 'ban':
      return byThemselves === false
        ? end(app, row, { state: 'taken_back', place: 'none' }, 'account.taken_back')
        : end(app, row, { state: 'declined', place: 'used' }, 'account.declined')
    default:
      return lookAgain(app, row)
  }
}

async function lookAgain(app: Arriving, { id, invited_at: since }: InvitedAccount): Promise<void> {
  const now = app.clock()
  const ageMs = Math.max(0, now - (since ?? now))
  const waitMs = Math.min(Math.max(ageMs / 4, looks.leastMs), looks.mostMs)
  await noteInvited(app.db, id, { look_at: ageMs > looks.untilMs ? null : now + Math.ceil(waitMs) })
}

/** Writes what became of an invited account, with its event. False if that was known. */
export async function end(
  app: Pick<Arriving, 'config' | 'db' | 'clock' | 'random'>,
  { id }: InvitedAccount,
  to: Pick<Move, 'state' | 'place'>,
  kind: EventKind,
  { actor = systemActor, from = ['invited'] }: { actor?: Actor; from?: InvitedState[] } = {},
): Promise<void> {
  const now = app.clock()
  const isOver = to.state !== 'joined'
  await app.db.transaction().execute(async (trx) => {
    const over = isOver ? { ended_at: now } : {}
    const row = await moveInvited(trx, id, from, { ...to, ...over, look_at: null })
    if (!row) return
    const data = { invite: row.invite_id }
    await recordEvent(trx, { at: now, actor, kind, subject: id, data }, app)
  })
}
