import { repeat } from './repeat.ts'

export interface Hold {
  ttlMs: number
  /** `performance.now()` before the acquisition: it is held at least until `since + ttlMs`. */
  since: number
  /** False if it is lost. After an error it counts as held until the TTL has passed. */
  renew: () => Promise<boolean>
}

/**
 * Runs `work` under a lease or claim and renews it meanwhile. The signal aborts when it is lost, or could
 * not be renewed in time by this process's monotonic clock, which is before another process can get it.
 */
export async function whileHeld<T>(
  { ttlMs, since, renew }: Hold,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController()
  const endAfter = (ms: number) => setTimeout(() => lost.abort(), ms).unref()
  let end = endAfter(ttlMs - (performance.now() - since))
  const extend = async () => {
    const later = endAfter(ttlMs)
    const isRenewed = await renew().catch(() => undefined)
    clearTimeout(isRenewed ? end : later)
    if (isRenewed) end = later
    if (isRenewed === false) lost.abort()
    // Stop renewing even if the work ignores the signal.
    if (lost.signal.aborted) void renewing.stop()
  }
  const thirdMs = ttlMs / 3
  const renewing = repeat(extend, { pauseMs: () => thirdMs, firstMs: thirdMs, ref: false })
  try {
    return await work(lost.signal)
  } finally {
    await renewing.stop()
    clearTimeout(end)
  }
}
