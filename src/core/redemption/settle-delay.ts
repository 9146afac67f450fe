import type { Config } from '../../model/config.ts'
import { maxCreationDelayMs, settleMarginMs } from '../../ports/homeserver-kinds.ts'
import type { Redemption } from '../../store/redemptions.ts'

/**
 * For how long after it was last asked for an account may still come to exist, in ms. What the driver
 * knew as it asked (the life of its token) counts where it is more than the configuration says. Where
 * the configuration says less than the least, the operator wanted it so, and was warned.
 */
export function settleDelay(
  { homeserver }: Pick<Config, 'homeserver'>,
  { late_ms: lateMs }: Pick<Redemption, 'late_ms'>,
): number {
  const { settleAfter, kind, timeout } = homeserver
  if (settleAfter < maxCreationDelayMs(kind, timeout)) return settleAfter
  return Math.max(settleAfter, (lateMs ?? 0) + settleMarginMs)
}
