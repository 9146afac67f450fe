const sqliteBusy = 5
const pauseMs = 5

/**
 * Repeats `work` while another process has SQLite's file locked. The busy timeout covers statements;
 * some locks are refused at once all the same, above all the one that turns a new file into WAL mode.
 * It blocks the thread, as SQLite's own waiting does.
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

/** Whether another connection has SQLite's lock. */
export function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  // An extended code has more in its upper bits.
  return (code & 0xff) === sqliteBusy
}
