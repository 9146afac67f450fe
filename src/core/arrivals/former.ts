import type { JobOutcome } from '../../model/job.ts'
import type { Bot } from '../../ports/bot.ts'
import {
  findOpenAddress,
  type InvitedAccount,
  moveInvited,
  noteInvited,
} from '../../store/invited-accounts.ts'
import type { Arriving } from './invite-account.ts'
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
  { id, invite_id: invite, former }: InvitedAccount,
): Promise<true | JobOutcome> {
  const address = former ?? ''
  const found = await membershipOf(bot, room, address)
  if (found === 'unknown') return { retryAfterMs }
  if (found === 'join') {
    const isTheirs = await app.db.transaction().execute(async (trx) => {
      if (await findOpenAddress(trx, invite, address)) return false
      const kept = { address, former: null, look_at: app.clock() }
      await moveInvited(trx, id, ['waiting'], { state: 'invited', place: 'used', ...kept })
      return true
    })
    if (isTheirs) return 'done'
  }
  const kicked = found === 'invite' ? await bot.kick(room, address) : null
  if (kicked !== null && kicked.kind !== 'done') return { retryAfterMs }
  await noteInvited(app.db, id, { former: null })
  return true
}
