import { createHash, timingSafeEqual } from 'node:crypto'
import { type Actor, adminActor } from '../../model/actor.ts'
import type { App } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { limitOf } from '../kit/limits.ts'
import { trustedProxies } from '../../shared/visitor-address.ts'
import type { Exchange } from '../kit/route.ts'
import { visitorOf } from '../kit/visitor.ts'

/** The actor of a request that shows the admin secret; throws for all others. */
export type Admin = (exchange: Exchange, scheme: Scheme) => Promise<Actor>

/** What the routes of the API work with. */
export interface Desk {
  app: App
  admin: Admin
}

/** `Basic` is for a page that people open: a browser asks them, and the secret is the password. */
type Scheme = 'Bearer' | 'Basic'

export function createAdmin(app: App): Admin {
  const { secret } = app.config.admin
  const limit = limitOf(app, 'failedSecrets')
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  return async (exchange, scheme) => {
    if (secret === null) throw new Problem('api_off', { detail: howToTurnOn })
    const given = secretIn(exchange.req.header('authorization') ?? '', scheme)
    if (given === undefined) throw new Problem('unauthorized')
    const { network } = visitorOf(exchange, isTrusted)
    if (!isSame(given, Buffer.from(secret))) {
      await limit.spend(network)
      throw new Problem('unauthorized')
    }
    await limit.pass(network)
    return adminActor
  }
}

const howToTurnOn =
  'It needs a secret of at least 16 characters: set admin.secret or admin.secret_file in the configuration, or LATCHKEY_ADMIN_SECRET, and start again.'

/** Headers reach us as Latin-1, byte for byte. A name before the password is nobody's (RFC 7617). */
function secretIn(authorization: string, scheme: Scheme): Buffer | undefined {
  const [, said = '', value = ''] = /^(\w+) +(.+)$/.exec(authorization) ?? []
  switch (said.toLowerCase()) {
    case 'bearer':
      return Buffer.from(value, 'latin1')
    case 'basic': {
      const pair = Buffer.from(value, 'base64')
      return scheme === 'Basic' ? pair.subarray(pair.indexOf(':') + 1) : undefined
    }
  }
  return undefined
}

/** Takes the same time whatever differs; hashing hides the length as well. */
function isSame(given: Buffer, secret: Buffer): boolean {
  return timingSafeEqual(hash(given), hash(secret))
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
