import { repeat } from './repeat.ts'

export interface Hold {
  ttlMs: number
  /** `performance.now()` before it was asked for: it lasts at least until `ttlMs` after that. */
  since: number
  /** False if it is lost. An error means that it is not known: until the TTL has passed it is held. */
  renew: () => Promise<boolean>
}

/**
 * Does `work` under a lease or a claim, which is renewed meanwhile. The signal is aborted when it is
 * lost, or could not be renewed in time by this process's own monotonic clock: before anybody else
 * can have it.
 */
export async function whileHeld<T>(
  { ttlMs, since, renew }: Hold,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController()
  const endAfter = (ms: number) => setTimeout(() => lost.abort(), ms).unref()
  let end = endAfter(ttlMs - (performance.now() - since))
  const prolong = async () => {
    const later = endAfter(ttlMs)
    const isRenewed = await renew().catch(() => undefined)
    clearTimeout(isRenewed ? end : later)
    if (isRenewed) end = later
    if (isRenewed === false) lost.abort()
    // Work that doesn't listen to the signal is not waited for by anything here.
    if (lost.signal.aborted) void renewing.stop()
  }
  const thirdMs = ttlMs / 3
  const renewing = repeat(prolong, { pauseMs: () => thirdMs, firstMs: thirdMs, ref: false })
  try {
    return await work(lost.signal)
  } finally {
    await renewing.stop()
    clearTimeout(end)
  }
}
