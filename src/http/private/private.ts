import type { App } from '../../core/context.ts'
import { type ApiContext, createAdmin } from '../api/admin.ts'
import { createListener } from '../kit/dispatch.ts'
import { mount } from '../kit/places.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import type { Exchange } from '../kit/route.ts'
import { once } from '../../shared/once.ts'
import { withConsole } from '../console/mount.ts'
import { ownSurface, type Surface } from '../surface.ts'
import { createHostCheck } from './hosts.ts'
import { hostOf, operatorsSet } from '../api/operators-set.ts'
import { probes } from './probes.ts'

/** The private listener as a fetch handler: the API, probes and metrics. */
export function createPrivate(app: App, more: Surface['operators'] = ownSurface.operators): Fetch {
  const checkHost = createHostCheck(app.config.private)
  const check = (exchange: Exchange) =>
    checkHost(hostOf(exchange), exchange.env?.incoming.socket.localAddress)
  const rest = mount(operatorsSet, () => app)
  const common = { fallback: () => rest, check }
  const sets = [probes, ...more]
  const listener = createListener(app, {
    ...common,
    mounts: sets.map((set) => mount(set, () => app)),
  })
  // Loaded on demand: the schemas take as long to load as the rest of the program.
  const loadApi = once(async () => {
    const { apiSets } = await import('../api/api.ts')
    const desk: ApiContext = { app, admin: createAdmin(app) }
    return createListener(app, { ...common, mounts: apiSets.map((set) => mount(set, () => desk)) })
  })
  const fetch: Fetch = async (request, connection) => {
    const isOfApi = new URL(request.url).pathname.startsWith('/api/')
    const answer = isOfApi ? await loadApi() : listener
    return answer(request, connection)
  }
  return withConsole(app, 'private', { listener: fetch, check })
}
