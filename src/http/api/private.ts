import { Hono } from 'hono'
import type { App } from '../../app.ts'

/** The private listener: a first word of it, until the API stands here. */
export function createPrivate(_app: App): Hono {
  return new Hono().get('/health', (exchange) => exchange.json({ status: 'alive' }))
}
