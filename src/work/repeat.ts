export interface Repetition {
  /** Runs it now instead of after the pause. */
  wake: () => void
  /** Waits for the current run and starts no more. */
  stop: () => Promise<void>
}

export interface Rhythm {
  pauseMs: () => number
  /** The pause before the first run. */
  firstMs?: number
  /** False: the timer doesn't keep the process alive. */
  ref?: boolean
}

/** Runs `work` repeatedly, never concurrently. `work` has to catch its own errors. */
export function repeat(
  work: () => Promise<void>,
  { pauseMs, firstMs = 0, ref = true }: Rhythm,
): Repetition {
  let running: Promise<void> | undefined
  let isWanted = false
  let isStopped = false
  const after = (ms: number) => (ref ? setTimeout(run, ms) : setTimeout(run, ms).unref())
  const run = () => {
    isWanted = false
    running = work().finally(() => {
      running = undefined
      if (!isStopped) timer = after(isWanted ? 0 : pauseMs())
    })
  }
  let timer = after(firstMs)
  return {
    wake() {
      isWanted = true
      if (running || isStopped) return
      clearTimeout(timer)
      run()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
