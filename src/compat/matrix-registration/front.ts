import type { App } from '../../app.ts'
import type { Exchange } from '../../http/portal/portal.ts'
import type { IsTrusted } from '../../http/visitor.ts'
import { createJourney, type Journey } from './journey.ts'
import { originOf } from './origin.ts'
import type { SurfaceOptions } from './surface.ts'

/** The pages under the address by which people reach them. */
export type Front = (exchange: Exchange) => Promise<Journey>

/**
 * The old program never knew its own address. Where nobody adds it to the file, the first request
 * that comes through a web server in front shows it; until then, the first request of all.
 */
export function createFront(
  app: App,
  { settings, publicUrlKnown }: SurfaceOptions,
  isTrusted: IsTrusted,
): Front {
  const { logAddresses } = settings
  const open = (site: App) => createJourney(site, { logAddresses, publicUrlKnown })
  let known: Promise<Journey> | undefined = publicUrlKnown ? open(app) : undefined
  let direct: Promise<Journey> | undefined
  let warned = false
  return ({ env }) => {
    if (known) return known
    const { headers = {}, socket } = env?.incoming ?? {}
    const peer = socket?.remoteAddress ?? null
    const forwarded = headers['x-forwarded-for'] !== undefined
    const viaProxy = forwarded && isTrusted(peer)
    if (forwarded && !viaProxy && !warned) {
      warned = true
      app.log.warn({ peer }, UNTRUSTED)
    }
    const site = siteAt(app, originOf(headers, viaProxy))
    if (!viaProxy) return (direct ??= open(site))
    app.log.info({ url: site.config.public.url }, SEEN)
    return (known = open(site))
  }
}

const SEEN =
  'This seems to be where people reach the pages: add it to the configuration, as public.url below latchkey'

const UNTRUSTED =
  'A web server passes visitors on whose word is not believed, so that all of them share one limit: ' +
  'add its address to the configuration, as proxies.trusted below latchkey'

function siteAt(app: App, origin: string | undefined): App {
  if (origin === undefined) return app
  const url = origin + new URL(app.config.public.url).pathname
  return { ...app, config: { ...app.config, public: { ...app.config.public, url } } }
}
