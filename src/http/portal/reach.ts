import { createHmac } from 'node:crypto'
import { Response } from '../kit/fetch/response.ts'
import { Problem } from '../../shared/errors.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { Reach } from '../../model/reach.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'

/**
 * For the doctor, who calls by the public address and at the listener itself and compares. Nobody
 * learns from it more than their own address.
 */
export function showReach(portal: Portal, exchange: Exchange): Response {
  const { env, req } = exchange
  const nonce = req.query('nonce') ?? ''
  if (!/^[\w-]{16,64}$/.test(nonce)) throw new Problem('not_found')
  const { cookieKey } = portal.app
  const reach: Reach = {
    // No cookie is sealed over a text with a space in it.
    proof: createHmac('sha256', cookieKey).update(`reach ${nonce}`).digest('base64url'),
    path: portal.pathOf(exchange),
    told: ['x-forwarded-for', 'forwarded'].some((name) => req.header(name) !== undefined),
    believed: portal.isTrusted(env?.incoming?.socket.remoteAddress ?? null),
    address: portal.visitor(exchange).address,
  }
  return new Response(JSON.stringify(reach), { headers: privateHeaders('application/json') })
}
