import type { Config } from '../../model/config.ts'
import { hashOf } from '../../shared/hash.ts'

/** The rules that an applicant agrees to. */
export interface Rules {
  /** SHA-256 of `text`, which names the version. */
  hash: string
  /** What is kept: the rules, or the link and the version of the page that has them. */
  text: string
  /** The page that has them; null: `text` is the rules. */
  url: string | null
}

/** The rules as they are now; null: there are none. */
export function currentRules({
  requests,
  community,
}: Pick<Config, 'requests' | 'community'>): Rules | null {
  const { rulesUrl: url, rulesVersion: version } = requests
  const linked = url === null ? null : `${url}\n${version}`.trim()
  const text = linked ?? (requests.rules || community.rules).replaceAll('\r\n', '\n').trim()
  return text === '' ? null : { hash: hashOf(text), text, url }
}
