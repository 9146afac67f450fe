import { isDeepStrictEqual } from 'node:util'
import type { App } from '../../core/context.ts'
import type { Rate } from '../../model/config.ts'
import { createLimit } from '../../http/kit/limits.ts'
import type { Visitor } from '../../http/kit/visitor.ts'
import { isPrivate } from '../../shared/visitor-address.ts'

/** Counts a request for an account; throws `too_many_requests` where a rate has no point left. */
export type Admit = (visitor: Visitor) => Promise<void>

const hour = 3_600_000

/**
 * `rate_limit`: every request for an account that goes to the homeserver, for each visitor. A peer
 * with a private address that told of nobody behind it may be a web server that isn't trusted: all
 * visitors share its points, so it is never shut for longer than an hour.
 */
export function createAdmission(app: App, rates: () => readonly Rate[]): Admit {
  let wanted = rates()
  let limits = createLimits(app, wanted)
  return async ({ peer, address, network }) => {
    if (!isDeepStrictEqual(wanted, rates())) {
      wanted = rates()
      limits = createLimits(app, wanted)
    }
    const isShared = address === peer && isPrivate(address)
    for (const { per, spend } of limits) if (!isShared || per <= hour) await spend(network)
  }
}

/** The shortest first: what it refuses doesn't cost the longer ones. */
function createLimits(app: App, rates: readonly Rate[]) {
  const sorted = rates.toSorted((one, other) => one.per - other.per)
  return sorted.map((rate, at) => ({
    per: rate.per,
    ...createLimit(app, `accounts ${at}`, () => rate),
  }))
}
