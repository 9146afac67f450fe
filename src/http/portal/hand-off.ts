import type { Welcome } from '../cookies.ts'
import { handOffPage } from '../views/hand-off.ts'
import { handOverPage } from '../views/hand-over.ts'
import { platformOf } from '../views/platform.ts'
import { statePage } from '../views/state.ts'
import { pageFor, reply } from './reply.ts'
import type { Exchange, Portal } from './portal.ts'
import { welcomeOf } from './welcome.ts'
import type { Response } from '../fetch/response.ts'

/** You're in: the way into an app on this very device. It belongs to whoever has the cookie. */
export function showWelcome(portal: Portal, exchange: Exchange): Response {
  const page = pageFor(portal, exchange)
  const welcome = welcomeOf(portal, exchange)
  if (welcome === null) {
    const text = statePage(page, { state: 'welcome_over' })
    return reply(portal, exchange, page, text, { status: 404 })
  }
  if (welcome.handOver && exchange.req.query('done') === undefined) {
    const text = handOverPage(page, { name: welcome.name, ...welcome.handOver })
    return reply(portal, exchange, page, text)
  }
  return replyHandOff(portal, exchange, welcome)
}

/** The page for whoever has just got, or still has, the account of this name. */
export function replyHandOff(
  portal: Portal,
  exchange: Exchange,
  { name, awaitsApproval = false }: Pick<Welcome, 'name' | 'awaitsApproval'>,
): Response {
  const page = pageFor(portal, exchange)
  const { webUrl, afterUrl } = portal.app.config.client
  const text = handOffPage(page, {
    name,
    address: `@${name}:${page.serverName}`,
    platform: platformOf((header) => exchange.req.header(header)),
    webUrl,
    afterUrl,
    awaitsApproval,
  })
  return reply(portal, exchange, page, text)
}
