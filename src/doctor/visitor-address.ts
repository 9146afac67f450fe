import type { Config } from '../model/config.ts'
import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import type { Reach } from '../model/reach.ts'
import type { DoctorContext } from './context.ts'
import { isCloudflare } from './edges.ts'
import { type Caller, findCaller } from './caller.ts'

/**
 * Whether the portal can tell visitors apart, as rate limits count each of them: whether it took the
 * doctor, which has just called it, for what it is.
 */
export async function examineVisitorAddress(
  { config, remarks }: Pick<DoctorContext, 'config' | 'remarks'>,
  { told, believed, address, claims = {} }: Reach,
): Promise<Finding> {
  const rates = ' and rates of rate_limit longer than an hour are not applied'
  const shared = `so all visitors share one rate limit${remarks.matrixRegistration ? rates : ''}`
  if (told && believed && address !== null) {
    return examineBelieved(address, claims, await findCaller(config.public.url), shared)
  }
  if (told) {
    const sentence = `The web server at ${address} sends the visitor's address but is not trusted, ${shared}.`
    const whom = address !== null && isCloudflare(address) ? cloudflareNetworks : address
    return warning('visitor_address', sentence, `Add ${whom} to proxies.trusted.`)
  }
  if (isDirect(config.public)) {
    return fine('visitor_address', 'Visitors connect directly, without a web server in front.')
  }
  const sentence = `The web server in front does not send the visitor's address, ${shared}.`
  return warning('visitor_address', sentence, 'Have it set X-Forwarded-For: docs/deploying.md.')
}

/** The doctor sends none of the headers, so the first address in each is where it called from. */
function examineBelieved(
  address: string,
  claims: Readonly<Record<string, string>>,
  { own, isHere }: Caller,
  shared: string,
): Finding {
  const [header, said] = Object.entries(claims).find(([, first]) => first !== address) ?? []
  if (header !== undefined) {
    const sentence = `The portal takes ${describe(address)} for the visitor's address, but ${header} says ${said}, ${shared}.`
    return warning('visitor_address', sentence, advise(address, header, claims))
  }
  if (own.includes(address)) {
    const sentence = `The web server in front sends the visitor's address: ${address}, from which the doctor called.`
    return fine('visitor_address', sentence)
  }
  if (isHere || isCloudflare(address)) {
    const sentence = `The portal takes ${describe(address)} for the visitor's address, but the doctor called from this machine, which has others, ${shared}.`
    return warning('visitor_address', sentence, advise(address, 'x-forwarded-for', claims))
  }
  const sentence = `The portal sees the doctor as ${address}, which is no address of this machine: it is right if this network goes out by that address.`
  return notice('visitor_address', sentence, 'Otherwise a proxy in front hides the visitors.')
}

function describe(address: string): string {
  return isCloudflare(address) ? `${address} of Cloudflare's edge` : address
}

function advise(address: string, header: string, claims: Readonly<Record<string, string>>): string {
  const whom = isCloudflare(address) ? cloudflareNetworks : `${address}, or its network,`
  const isListed = header === 'x-forwarded-for' || header === 'forwarded'
  if (isListed && claims[header] !== address) return `Add ${whom} to proxies.trusted.`
  return `The web server overwrites what the edge sends: have it append to X-Forwarded-For (docs/deploying.md), and add ${whom} to proxies.trusted.`
}

const cloudflareNetworks = 'the networks of https://www.cloudflare.com/ips'

/** Whether the public URL is the listener's own address. */
function isDirect({ url, listen }: Config['public']): boolean {
  const { protocol, port } = new URL(url)
  return 'port' in listen && protocol === 'http:' && Number(port || 80) === listen.port
}
