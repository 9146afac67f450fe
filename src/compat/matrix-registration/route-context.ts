import type { App } from '../../core/context.ts'
import { type Limit, limitOf } from '../../http/kit/limits.ts'
import type { Exchange } from '../../http/kit/route.ts'
import { type Visitor, visitorOf } from '../../http/kit/visitor.ts'
import { createPlaceWaits } from '../../http/portal/place-waits.ts'
import type { Portal } from '../../http/portal/portal.ts'
import { trustedProxies } from '../../shared/visitor-address.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { createFront, type Front } from './front.ts'
import { type Admit, createAdmission } from './limits.ts'
import type { Gate } from './secret.ts'
import type { PredecessorSettings } from './settings.ts'

export interface SurfaceOptions {
  /** Replaced by a reload. */
  settings: PredecessorSettings
  /** Whether the public address is configured. */
  publicUrlKnown: boolean
}

/** The dependencies of matrix-registration's routes. */
export interface RouteContext {
  app: App
  readonly settings: PredecessorSettings
  gate: Gate
  attempts: Attempts
  admit: Admit
  wrongCodes: Limit
  mayWait: Portal['placeWaits']
  front: Front
  visitor: (exchange: Exchange) => Visitor
}

export function createDesk(app: App, options: SurfaceOptions): RouteContext {
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  const admit = createAdmission(app, () => options.settings.rates)
  return {
    app,
    get settings() {
      return options.settings
    },
    gate: { secret: app.config.admin.secret, limit: limitOf(app, 'failedSecrets') },
    attempts: createAttempts(app),
    admit,
    wrongCodes: limitOf(app, 'wrongCodes'),
    mayWait: createPlaceWaits(limitOf(app, 'failedPosts')),
    front: createFront(app, { options, isTrusted, admit }),
    visitor: (exchange) => visitorOf(exchange, isTrusted),
  }
}
