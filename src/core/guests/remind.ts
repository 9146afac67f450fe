import { systemActor } from '../../model/actor.ts'
import { listToRemind, markReminded } from '../../store/guests.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'

const day = 24 * 3_600_000

/** Accounts per run: the rest is told in the next one. */
const batch = 200

/** Says of accounts that end within a week, and again within a day, that they do: by an event each. */
export async function remindOfEnds(app: Pick<Context, 'db'> & EventTools): Promise<void> {
  const now = app.clock()
  for (const guest of await listToRemind(app.db, now, batch)) {
    const days = (guest.ends_at ?? 0) - now <= day ? 1 : 7
    await app.db.transaction().execute(async (trx) => {
      if (!(await markReminded(trx, guest, days))) return
      const event = { at: now, actor: systemActor, kind: 'account.ends_soon' } as const
      await recordEvent(trx, { ...event, subject: guest.redemption_id, data: { days } }, app)
    })
  }
}
