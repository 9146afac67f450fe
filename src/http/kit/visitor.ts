import { type IsTrusted, networkOf, visitorAddress } from '../../shared/visitor-address.ts'
import type { Exchange } from './route.ts'

export interface Visitor {
  /** The peer of the connection: the visitor or a web server in front. */
  peer: string | null
  address: string | null
  /** The network that rate limits count. */
  network: string
}

export function visitorOf({ env, req }: Exchange, isTrusted: IsTrusted): Visitor {
  const peer = env?.incoming.socket.remoteAddress ?? null
  const address = visitorAddress(peer, (name) => req.header(name), isTrusted)
  return { peer, address, network: networkOf(address) }
}
