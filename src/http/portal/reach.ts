import { type Marks, marksOf } from '../../config/marks.ts'
import type { Config } from '../../model/config.ts'
import { proofOf } from '../../shared/reach-proof.ts'
import { visitorClaims } from '../../shared/visitor-claims.ts'
import { Response } from '../kit/fetch/response.ts'
import { Problem } from '../../shared/errors.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { Reach } from '../../model/reach.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'

/**
 * For the doctor, which requests it at the public URL and at the listener and compares the proofs.
 * Reveals the caller's own address, and when settings change, but none of their values.
 */
export function showReach(portal: Portal, exchange: Exchange): Response {
  const { env, req } = exchange
  const nonce = req.query('nonce') ?? ''
  if (!/^[\w-]{16,64}$/.test(nonce)) throw new Problem('not_found')
  const { cookieKey } = portal.app
  const reach: Reach = {
    proof: proofOf(cookieKey, nonce),
    path: portal.pathOf(exchange),
    options: marksIn(portal.app),
    told: ['x-forwarded-for', 'forwarded'].some((name) => req.header(name) !== undefined),
    believed: portal.isTrusted(env?.incoming?.socket.remoteAddress ?? null),
    address: portal.visitor(exchange).address,
    claims: visitorClaims((name) => req.header(name)),
  }
  return new Response(JSON.stringify(reach), { headers: privateHeaders('application/json') })
}

/** Digests of a configuration are computed once: this path is open to everybody. */
const known = new WeakMap<Config, Marks>()

function marksIn({ config, cookieKey }: Portal['app']): Marks {
  const marks = known.get(config) ?? marksOf(config, cookieKey)
  known.set(config, marks)
  return marks
}
