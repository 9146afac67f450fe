import { isDeepStrictEqual } from 'node:util'
import type { App } from '../../core/context.ts'
import type { Rate } from '../../model/config.ts'
import { createLimit } from '../../http/kit/limits.ts'
import type { Visitor } from '../../http/kit/visitor.ts'
import { isPrivate } from '../../shared/visitor-address.ts'

/** Counts a request for an account; throws `too_many_requests` if a rate has no point left. */
export type Admit = (visitor: Visitor) => Promise<void>

const hour = 3_600_000

/**
 * `rate_limit`: counts requests for accounts that go to the homeserver, per visitor. A peer with a private
 * address and no forwarded visitor may be an untrusted web server, whose points all visitors share. So it
 * is never blocked for longer than an hour.
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

/** The shortest window first, so that its refusals don't spend points of the longer ones. */
function createLimits(app: App, rates: readonly Rate[]) {
  const sorted = rates.toSorted((one, other) => one.per - other.per)
  return sorted.map((rate, at) => ({
    per: rate.per,
    ...createLimit(app, `accounts ${at}`, () => rate),
  }))
}
