import type { Bot, Json } from '../../ports/bot.ts'
import type { BotSyncRow } from '../../store/bot-rows.ts'
import { listIn } from './read-sync.ts'

const pageLimit = 100

/** 5,000 events; a room in which more happened while nobody read is not read further back. */
const mostPages = 50

/** The clocks of homeservers differ. In ms. */
const clockErrorMs = 60 * 60_000

interface Gap {
  room: string
  /** Where it ends. */
  gap: string
  /** Where the reading ended before. */
  before: BotSyncRow
}

/** The events that a sync left out, oldest first; undefined: the homeserver didn't say. */
export async function fillGap(bot: Bot, { room, gap, before }: Gap): Promise<Json[] | undefined> {
  const events: Json[] = []
  let from = gap
  for (let page = 0; page < mostPages; page++) {
    const query = { from, to: before.since, direction: 'backwards', limit: pageLimit } as const
    const answer = await bot.messages(room, query)
    if (answer.kind !== 'done') return undefined
    const chunk = listIn(answer.value['chunk'])
    events.unshift(...chunk.toReversed())
    const { end } = answer.value
    if (typeof end !== 'string' || end === from || chunk.length === 0) break
    if (chunk.every((event) => isBefore(event, before))) break
    from = end
  }
  return events
}

/** Not every homeserver stops at `to`. */
function isBefore({ origin_server_ts: at }: Json, { synced_at: syncedAt }: BotSyncRow): boolean {
  return Number(at) < syncedAt - clockErrorMs
}
