import { Problem } from '../../shared/errors.ts'
import type { ReadHeaders } from './fetch/headers.ts'

/**
 * Refuses a post that another site's page provably sent. Browsers that send neither header, text
 * browsers and `Origin: null` are let through: only proof counts.
 */
export function refuseForeign(headers: ReadHeaders, publicOrigin: string): void {
  const site = headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  const origin = headers.get('origin')
  const foreign = origin !== null && origin !== 'null' && origin !== publicOrigin
  if (site === 'cross-site' || foreign) throw new Problem('cross_site')
}
