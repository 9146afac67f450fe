import { Problem } from '../../shared/errors.ts'
import type { MayWait } from '../../core/redemption/place.ts'
import type { Limit } from '../kit/limits.ts'

/** Presses that wait for a place that others hold, in one process. */
const mostWaits = 100

/**
 * Who may wait on a full invitation: a network while it has points of `limit`, and not too many in
 * all. Whoever may not is answered at once; they can press again, and get a place that is free.
 */
export function createPlaceWaits(limit: Limit): (network: string) => MayWait {
  let waiting = 0
  return (network) => async () => {
    if (waiting >= mostWaits || !(await takesPoint(limit, network))) return null
    waiting++
    return () => void waiting--
  }
}

async function takesPoint(limit: Limit, network: string): Promise<boolean> {
  try {
    await limit.spend(network)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return false
    throw error
  }
}
