import type { Config } from '../../model/config.ts'
import { maxCreationDelayMs, settleMarginMs } from '../../ports/homeserver-kinds.ts'
import type { Redemption } from '../../store/redemptions.ts'

/**
 * How long after the last request an account can still come to exist, in ms: `settle_after`, or the delay
 * that the driver recorded (from the TTL of its token) if that is longer. If `settle_after` is below the
 * minimum, the operator chose so and was warned.
 */
export function settleDelay(
  { homeserver }: Pick<Config, 'homeserver'>,
  { late_ms: lateMs }: Pick<Redemption, 'late_ms'>,
): number {
  const { settleAfter, kind, timeout } = homeserver
  if (settleAfter < maxCreationDelayMs(kind, timeout)) return settleAfter
  return Math.max(settleAfter, (lateMs ?? 0) + settleMarginMs)
}
