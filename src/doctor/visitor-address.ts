import type { Config } from '../model/config.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import type { Reach } from '../model/reach.ts'
import type { DoctorContext } from './context.ts'

/** Whether the portal can tell visitors apart, as rate limits count each of them. */
export function examineVisitorAddress(
  { config, remarks }: Pick<DoctorContext, 'config' | 'remarks'>,
  { told, believed, address }: Reach,
): Finding {
  const rates = ' and rates of rate_limit longer than an hour are not applied'
  const shared = `so all visitors share one rate limit${remarks.matrixRegistration ? rates : ''}`
  if (told && believed) {
    return fine(
      'visitor_address',
      `The web server in front sends the visitor's address: ${address}.`,
    )
  }
  if (told) {
    const sentence = `The web server at ${address} sends the visitor's address but is not trusted, ${shared}.`
    return warning('visitor_address', sentence, `Add ${address} to proxies.trusted.`)
  }
  if (isDirect(config.public)) {
    return fine('visitor_address', 'Visitors connect directly, without a web server in front.')
  }
  const sentence = `The web server in front does not send the visitor's address, ${shared}.`
  return warning('visitor_address', sentence, 'Have it set X-Forwarded-For: docs/deploying.md.')
}

/** Whether the public URL is the listener's own address. */
function isDirect({ url, listen }: Config['public']): boolean {
  const { protocol, port } = new URL(url)
  return 'port' in listen && protocol === 'http:' && Number(port || 80) === listen.port
}
