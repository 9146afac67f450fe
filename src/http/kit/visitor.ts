import { type IsTrusted, networkOf, visitorAddress } from '../../shared/visitor-address.ts'
import type { Exchange } from './route.ts'

export interface Visitor {
  /** Who is connected: the visitor, or a web server in front. */
  peer: string | null
  address: string | null
  /** Whom limits count as one. */
  network: string
}

export function visitorOf({ env, req }: Exchange, isTrusted: IsTrusted): Visitor {
  const peer = env?.incoming.socket.remoteAddress ?? null
  const address = visitorAddress(peer, (name) => req.header(name), isTrusted)
  return { peer, address, network: networkOf(address) }
}
