import { createHash, timingSafeEqual } from 'node:crypto'
import { type Actor, adminActor } from '../../model/actor.ts'
import type { App } from '../../core/context.ts'
import { actorOfToken, isTokenLike } from '../../core/members/tokens.ts'
import { Problem } from '../../shared/errors.ts'
import { limitOf } from '../kit/limits.ts'
import { trustedProxies } from '../../shared/visitor-address.ts'
import type { Exchange } from '../kit/route.ts'
import { visitorOf } from '../kit/visitor.ts'

/** The actor of a request with the admin secret or a personal token; throws for all others. */
export type Admin = (exchange: Exchange, scheme: Scheme) => Promise<Actor>

/** The dependencies of the API's routes. */
export interface ApiContext {
  app: App
  admin: Admin
}

/** `Basic` is for pages: the browser asks for the secret as a password. */
type Scheme = 'Bearer' | 'Basic'

export function createAdmin(app: App): Admin {
  const { secret } = app.config.admin
  const limit = limitOf(app, 'failedSecrets')
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  return async (exchange, scheme) => {
    const given = secretIn(exchange.req.header('authorization') ?? '', scheme)
    const isToken = given !== undefined && isTokenLike(given.toString())
    if (secret === null && !isToken) throw new Problem('api_off', { detail: howToTurnOn })
    if (given === undefined) throw new Problem('unauthorized')
    const { network } = visitorOf(exchange, isTrusted)
    await limit.check(network)
    const isAdmin = secret !== null && isSame(given, Buffer.from(secret))
    const actor = isAdmin ? adminActor : await actorOfToken(app, given.toString())
    if (actor === undefined) {
      await limit.spend(network)
      throw new Problem('unauthorized')
    }
    await limit.pass(network)
    return actor
  }
}

const howToTurnOn =
  'It needs a secret of at least 16 characters: set admin.secret or admin.secret_file in the configuration, or LATCHKEY_ADMIN_SECRET, and start again.'

/** Node decodes headers as Latin-1. With Basic (RFC 7617) the user name is ignored. */
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

/** Constant-time comparison; hashing also hides the length. */
function isSame(given: Buffer, secret: Buffer): boolean {
  return timingSafeEqual(hash(given), hash(secret))
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
