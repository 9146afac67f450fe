import { isMatrixId } from '../../shared/matrix-id.ts'
import { pasted } from '../../shared/pasted.ts'
import { readName } from '../redemption/name-rules.ts'

/** Whom somebody means. */
export interface Whom {
  mxid: string
  /** Null: the account is of another server. */
  localpart: string | null
}

/** `ana`, `@ana` and `@ana:server`, or the user id of another server; null for anything else. */
export function readWhom(typed: string, serverName: string): Whom | null {
  const text = pasted(typed)
  const localpart = readName(text, serverName)
  if (localpart === '') return null
  if (!localpart.includes(':')) return { localpart, mxid: `@${localpart}:${serverName}` }
  // Localparts of other servers may have capitals.
  const at = text.indexOf(':')
  const mxid = text.slice(0, at) + text.slice(at).toLowerCase()
  return isMatrixId(mxid) ? { localpart: null, mxid } : null
}
