import { AsyncLocalStorage } from 'node:async_hooks'
import type { App } from '../../core/context.ts'
import { createPublic } from '../../http/portal/routes.ts'
import type { Exchange, PortalOptions } from '../../http/portal/portal.ts'
import { addAddresses } from './addresses.ts'
import { copyOf } from '../../http/kit/fetch/headers.ts'
import type { Request } from '../../http/kit/fetch/request.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

/** The pages, wherever the old program had its own: below `/register`. */
export interface Journey {
  /** Answers for a page by its path in a portal of ours, `/i/CODE`. */
  show: (exchange: Exchange, path: string, address: string | null) => Promise<Response>
}

export interface JourneyOptions extends Required<PortalOptions> {
  /** Whether the address from which somebody joined is kept. */
  logAddresses: boolean
  /** Whether somebody said where people reach it. */
  publicUrlKnown: boolean
}

export async function createJourney(app: App, options: JourneyOptions): Promise<Journey> {
  const { logAddresses, publicUrlKnown } = options
  const joined = new AsyncLocalStorage<string[]>()
  const observe: App['observe'] = (event) => {
    if (event.kind === 'redemption_created') joined.getStore()?.push(event.invite)
    app.observe(event)
  }
  const portal = await createPublic({ ...app, observe }, {}, options)
  const { origin, pathname } = new URL(app.config.public.url)
  return {
    async show({ env, req }, path, address) {
      const { search } = new URL(req.url)
      const request = movedTo(req.raw, `${origin}${pathname}${path}${search}`, publicUrlKnown)
      const invites: string[] = []
      const response = await joined.run(invites, async () => portal(request, env))
      if (logAddresses && address !== null) {
        await addAddresses(
          app.db,
          invites.map((invite_id) => ({ invite_id, address })),
        )
      }
      return response
    },
  }
}

/**
 * The same request at another address. A page of ours is known by its host name: what sits in front
 * may speak https where we see http, and nobody has told us. Where it doesn't even pass the host
 * name on, as in the old guide, we see this machine's, and an Origin proves nothing.
 */
function movedTo(request: Request, url: string, known: boolean): Request {
  const { method, body } = request
  const headers = copyOf(request.headers)
  const from = URL.parse(headers.get('origin') ?? '')?.host
  const own = [headers.get('host'), headers.get('x-forwarded-host')]
  const isOurs = own.includes(from ?? null) || (!known && isWithin(own[1] ?? own[0] ?? ''))
  if (from !== undefined && isOurs && !headers.has('sec-fetch-site')) {
    headers.set('sec-fetch-site', 'same-origin')
  }
  return { method, url, headers, body }
}

/** A loopback address, or a name without a dot: of this machine or a container. */
function isWithin(host: string): boolean {
  return /^([^.:]+|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host)
}
