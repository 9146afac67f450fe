import { needs } from './parts.ts'
import type { Kind } from './portal.ts'

/**
 * The options of a test on a database of this kind that needs `other` parts as well: without PostgreSQL
 * only what runs on it is skipped. `test('…', onDatabase(kind, needs('synapse')), async () => …)`.
 */
export function onDatabase(kind: Kind, other = needs()): ReturnType<typeof needs> {
  const own = kind === 'PostgreSQL' ? needs('postgres') : needs()
  const reasons = [other.skip, own.skip].filter((reason) => reason !== false)
  return { skip: reasons.length > 0 && reasons.join(' · ') }
}
