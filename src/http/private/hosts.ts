import ipaddr from 'ipaddr.js'
import type { Config } from '../../model/config.ts'
import { Problem } from '../../shared/errors.ts'

/**
 * Throws `host_not_allowed` unless Host is a name of the listener. Protects against DNS rebinding, where a
 * web page's own name is pointed at this address. `local`: the local address of the connection. Ports are
 * ignored, as they may be forwarded.
 */
export function createHostCheck({ listen, hosts }: Config['private']) {
  if ('path' in listen) return () => {}
  const names = new Set(['localhost', ...[listen.host, ...hosts].map(nameOf)])
  return (host: string, local: string | undefined): void => {
    const name = nameOf(host)
    if (names.has(name) || isLoopback(name)) return
    if (local !== undefined && sameAddress(name, local)) return
    throw new Problem('host_not_allowed', {
      detail: 'Host names other than localhost have to be listed in private.hosts.',
    })
  }
}

/** The host of `host`, `host:port` or an address with or without brackets; '' if invalid. */
function nameOf(host: string): string {
  if (ipaddr.isValid(host)) return ipaddr.parse(host).toString()
  if (!/^[\w.:[\]-]+$/.test(host)) return ''
  const name = URL.parse(`http://${host}`)?.hostname.replace(/^\[|\]$/g, '') ?? ''
  return ipaddr.isValid(name) ? ipaddr.parse(name).toString() : name
}

function isLoopback(name: string): boolean {
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback'
}

function sameAddress(name: string, local: string): boolean {
  if (!ipaddr.isValid(name) || !ipaddr.isValid(local)) return false
  return ipaddr.process(name).toString() === ipaddr.process(local).toString()
}
