import { hasRoom } from '../core/bot/jobs.ts'
import type { App } from '../core/context.ts'
import { handlers, messageHandlers } from './handlers.ts'
import { startQueue } from './queue.ts'
import { startSchedule } from './schedule.ts'
import { messageTerms, queueTerms } from './terms.ts'

/** Starts the background work: job queue and schedule. The result stops it. */
export function startWork(app: App): () => Promise<void> {
  const stops = [
    startSchedule(app),
    startQueue(app, { ...queueTerms, handlers }),
    startQueue(app, { ...messageTerms, handlers: messageHandlers }),
  ]
  let stopBot = hasRoom(app.config) ? startBot(app) : undefined
  app.onReload(async (next) => () => {
    if (hasRoom(next)) stopBot ??= startBot(app)
  })
  return async () => {
    await Promise.all([...stops.map((stop) => stop()), stopBot?.()])
  }
}

/** Loaded only where the bot has a room, or gets one by a reload. */
function startBot(app: App): () => Promise<void> {
  const starting = import('./bot/start.ts').then(({ readingTerms, startReading }) =>
    startReading(app, readingTerms),
  )
  return async () => (await starting)()
}
