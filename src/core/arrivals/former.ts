import type { JobOutcome } from '../../model/job.ts'
import type { Bot } from '../../ports/bot.ts'
import { findOpenAddress, type InvitedAccount } from '../../store/invited-find.ts'
import { moveInvited, noteInvited } from '../../store/invited-accounts.ts'
import type { Arriving } from './invite-account.ts'
import { uninviteFromRooms } from './rooms.ts'
import { onTheWayFor } from './on-the-way.ts'
import { membershipOf } from './membership.ts'

const retryAfterMs = 60_000

/**
 * Takes the invitation of an address back that was mistyped. If its owner has come in meanwhile, they keep
 * the place, and the new address gets none.
 */
export async function replaceFormer(
  app: Arriving,
  bot: Bot,
  room: string,
  row: InvitedAccount,
): Promise<true | JobOutcome> {
  const { id, invite_id: invite, former, asked_at: askedAt } = row
  const address = former ?? ''
  const isOver = { former: null, asked_at: null }
  // Its owner has come by the same invitation since, with a place of their own.
  if (await findOpenAddress(app.db, invite, address)) {
    await noteInvited(app.db, id, isOver)
    return true
  }
  const found = await membershipOf(bot, room, address)
  if (found === 'unknown') return { retryAfterMs }
  if (found === 'join') {
    const kept = { address, former: null, look_at: app.clock() }
    await app.db
      .transaction()
      .execute((trx) =>
        moveInvited(trx, id, ['waiting'], { state: 'invited', place: 'used', ...kept }),
      )
    return 'done'
  }
  const kicked = found === 'invite' ? await bot.kick(room, address) : null
  if (kicked !== null && kicked.kind !== 'done') return { retryAfterMs }
  await uninviteFromRooms(app, bot, row, address)
  // A request to invite it, whose answer was lost, may act once more.
  const lateMs = onTheWayFor(app, askedAt)
  if (lateMs > 0) return { retryAfterMs: lateMs }
  await noteInvited(app.db, id, isOver)
  return true
}
