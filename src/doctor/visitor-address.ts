import type { Config } from '../model/config.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import type { Reach } from '../model/reach.ts'
import type { Patient } from './patient.ts'

/** Whether the portal knows its visitors apart: limits are for each of them. */
export function examineVisitorAddress(
  { config, remarks }: Pick<Patient, 'config' | 'remarks'>,
  { told, believed, address }: Reach,
): Finding {
  const rates = ' and rates of rate_limit beyond an hour are not applied'
  const shared = `so all visitors share one limit${remarks.matrixRegistration ? rates : ''}`
  if (told && believed) {
    return fine('visitor_address', `The web server in front tells who is calling: ${address}.`)
  }
  if (told) {
    const sentence = `The web server at ${address} tells who is calling and is not believed, ${shared}.`
    return warning('visitor_address', sentence, `Add ${address} to proxies.trusted.`)
  }
  if (isDirect(config.public)) {
    return fine('visitor_address', 'Visitors come without a web server in between.')
  }
  const sentence = `The web server in front does not tell who is calling, ${shared}.`
  return warning('visitor_address', sentence, 'Have it set X-Forwarded-For: docs/deploying.md.')
}

/** The public address is the listener's own. */
function isDirect({ url, listen }: Config['public']): boolean {
  const { protocol, port } = new URL(url)
  return 'port' in listen && protocol === 'http:' && Number(port || 80) === listen.port
}
