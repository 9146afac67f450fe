import { listOpenOf } from '../../store/requests.ts'
import { listEvents } from '../../store/events.ts'
import { listProfiles } from '../../store/profiles.ts'
import { mayDecide } from '../../core/requests/decide-role.ts'
import { seenRequest, seenRequests } from '../../core/requests/seen.ts'
import { requestStates } from '../../model/request.ts'
import { idPattern } from '../../shared/ids.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { happeningOf } from './happenings.ts'
import { turnsOf } from './list-query.ts'
import { noticeOf } from './notices.ts'
import { pageOf } from './page.ts'
import { reply } from './reply.ts'
import { requestPage } from './views/request.ts'
import { requestsPage } from './views/requests.ts'

const perPage = 50

/** How many events are shown. */
const most = 100

/** The queue, and what was decided. */
export const showRequests: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app } = console
  const { req } = exchange
  const page = pageOf(console, exchange, actor)
  const state = requestStates.find((one) => one === req.query('state')) ?? 'open'
  const said = req.query('before') ?? ''
  const before = idPattern.test(said) ? said : undefined
  const query = { state, before }
  const found = await seenRequests(app, { state, after: before, limit: perPage + 1 }, actor)
  const requests = found.slice(0, perPage)
  const last = found.length > perPage ? requests.at(-1)?.row.id : undefined
  const text = requestsPage(page, {
    state,
    requests,
    isOpen: app.config.requests.open,
    notice: await noticeOf(console, exchange, actor),
    ...turnsOf(query, last),
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** One request: all that was written, who vouches, and the decision. */
export const showRequest: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app } = console
  const seen = await seenRequest(app, exchange.req.param('id') ?? '', actor)
  const page = pageOf(console, exchange, actor)
  const { row } = seen
  const decides = row.state === 'open' && mayDecide(app, actor)
  const events = decides || mayDecide(app, actor) ? await listEvents(app.db, row.id, most) : []
  const what = { name: `#${row.number}`, href: null }
  const text = requestPage(page, {
    ...seen,
    decides,
    profiles: decides ? (await listProfiles(app.db)).map(({ name }) => name) : [],
    usualProfile: app.config.requests.profile,
    ofNetwork: decides ? (await listOpenOf(app.db, row.network)).length : 0,
    events: events.map((event) => happeningOf(event, what)),
    isLate: exchange.req.query('late') !== undefined,
    notice: await noticeOf(console, exchange, actor),
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}
