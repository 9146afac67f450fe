import { setTimeout as pause } from 'node:timers/promises'
import type { Bot, BotAnswer, Json } from '../../ports/bot.ts'
import type { BotSyncRow } from '../../store/bot-rows.ts'
import { listIn } from './read-sync.ts'

const pageLimit = 100

/** 5,000 events per room and gap; older ones are never read. */
const mostPages = 50

/** The clocks of homeservers differ. In ms. */
const clockErrorMs = 60 * 60_000

interface Gap {
  room: string
  /** Where it ends. */
  gap: string
  /** Where the reading ended before. */
  before: BotSyncRow
  signal: AbortSignal
}

/** The events that a sync left out, oldest first; undefined: the homeserver didn't say. */
export async function fillGap(
  bot: Bot,
  { room, gap, before, signal }: Gap,
): Promise<Json[] | undefined> {
  const events: Json[] = []
  let from = gap
  for (let page = 0; page < mostPages; page++) {
    const query = { from, to: before.since, direction: 'backwards', limit: pageLimit } as const
    const answer = await unlimited(() => bot.messages(room, query), signal)
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

/** Waits out rate limits, so that a long gap need not be read again from its start. */
async function unlimited<T>(
  ask: () => Promise<BotAnswer<T>>,
  signal: AbortSignal,
): Promise<BotAnswer<T>> {
  for (;;) {
    const answer = await ask()
    if (answer.kind !== 'limited' || signal.aborted) return answer
    await pause(answer.retryAfterMs ?? 1_000, undefined, { signal }).catch(() => {})
  }
}

/** Dendrite doesn't stop at `to`. */
function isBefore({ origin_server_ts: at }: Json, { synced_at: syncedAt }: BotSyncRow): boolean {
  return Number(at) < syncedAt - clockErrorMs
}
