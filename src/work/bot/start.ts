import { hasRoom } from '../../core/bot/jobs.ts'
import type { App } from '../../core/context.ts'
import { newId } from '../../shared/ids.ts'
import { withLease } from '../lease.ts'
import { logFailure } from '../log-failure.ts'
import { repeat } from '../repeat.ts'
import { readRooms } from './read-rooms.ts'

export interface ReadingTerms {
  /** TTL of the lease: how long after a kill another process takes over. */
  ttlMs: number
  /** Between two attempts to get the lease. */
  pauseMs: number
  /** How long a sync waits for something to happen. */
  waitMs: number
  /** How often rooms are looked up, and old entries deleted. */
  tidyMs: number
  /** The pause after a failed sync. */
  afterFailureMs: number
  /** The pause while the homeserver refuses the session; a new one is taken at once. */
  afterRefusalMs: number
}

/** The settings in the program. Tests use shorter times. */
export const readingTerms: ReadingTerms = {
  ttlMs: 30_000,
  pauseMs: 10_000,
  waitMs: 30_000,
  tidyMs: 60_000,
  afterFailureMs: 5_000,
  afterRefusalMs: 120_000,
}

/**
 * Reads what people write to the bot, in one process of all at a time. The result stops it. Nothing is
 * done until `latchkey bot set-up` has run.
 */
export function startReading(app: App, terms: ReadingTerms): () => Promise<void> {
  const stopping = new AbortController()
  const turn = async () => {
    if (!hasRoom(app.config) || !(await app.bot())) return
    const holder = newId(app.clock(), app.random)
    await withLease(app.db, { name: 'bot', holder, ttlMs: terms.ttlMs, restMs: 0 }, (lost) =>
      readRooms(app, terms, AbortSignal.any([lost, stopping.signal])),
    )
  }
  const safely = () => turn().catch((error: unknown) => logFailure(app, 'bot', error))
  const loop = repeat(safely, { pauseMs: () => terms.pauseMs })
  return async () => {
    stopping.abort()
    await loop.stop()
  }
}
