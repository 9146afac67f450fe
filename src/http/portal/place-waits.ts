import type { MayWait } from '../../core/redemption/place.ts'
import { type Limit, takesPoint } from '../kit/limits.ts'

/** Maximum number of requests that wait for a held place, per process. */
const mostWaits = 100

/**
 * Decides who may wait for a place of a full invitation: a network with points left in `limit`, up to a
 * total maximum. All others are answered at once, and can try again.
 */
export function createPlaceWaits(limit: Limit): (network: string) => MayWait {
  let waiting = 0
  return (network) => async () => {
    if (waiting >= mostWaits || !(await takesPoint(limit, network))) return null
    waiting++
    return () => void waiting--
  }
}
