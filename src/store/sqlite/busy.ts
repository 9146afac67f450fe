const sqliteBusy = 5
const pauseMs = 5

/**
 * Retries `work` while another process has SQLite's file locked. The busy timeout doesn't cover all
 * locks: switching a new file to WAL mode, above all, fails at once. Blocks the thread, as SQLite's own
 * busy timeout does.
 */
export function retryWhileBusy<T>(timeoutMs: number, work: () => T): T {
  const until = performance.now() + timeoutMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
  }
}

/** Whether the error means that another connection holds SQLite's lock. */
export function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  // The lower 8 bits of an extended code are the primary code.
  return (code & 0xff) === sqliteBusy
}
