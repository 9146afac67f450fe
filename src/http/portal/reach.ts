import { createHmac } from 'node:crypto'
import { Response } from '../kit/fetch/response.ts'
import { Problem } from '../../shared/errors.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { Reach } from '../../model/reach.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'

/**
 * For the doctor, which requests it at the public URL and at the listener and compares the proofs.
 * Reveals nothing but the caller's own address.
 */
export function showReach(portal: Portal, exchange: Exchange): Response {
  const { env, req } = exchange
  const nonce = req.query('nonce') ?? ''
  if (!/^[\w-]{16,64}$/.test(nonce)) throw new Problem('not_found')
  const { cookieKey } = portal.app
  const reach: Reach = {
    // The space separates this HMAC from those of cookies, whose texts have none.
    proof: createHmac('sha256', cookieKey).update(`reach ${nonce}`).digest('base64url'),
    path: portal.pathOf(exchange),
    told: ['x-forwarded-for', 'forwarded'].some((name) => req.header(name) !== undefined),
    believed: portal.isTrusted(env?.incoming?.socket.remoteAddress ?? null),
    address: portal.visitor(exchange).address,
  }
  return new Response(JSON.stringify(reach), { headers: privateHeaders('application/json') })
}
