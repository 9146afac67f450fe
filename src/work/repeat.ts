export interface Repetition {
  /** Does it now rather than at the end of the pause. */
  wake: () => void
  /** Lets what is under way end, and begins nothing more. */
  stop: () => Promise<void>
}

/**
 * Does something again and again, never twice at once, with a pause in between. Errors are `work`'s
 * own to catch. `firstMs`: the pause before the first time.
 */
export function repeat(work: () => Promise<void>, pauseMs: () => number, firstMs = 0): Repetition {
  let running: Promise<void> | undefined
  let isWanted = false
  let isStopped = false
  const run = () => {
    isWanted = false
    running = work().finally(() => {
      running = undefined
      if (!isStopped) timer = setTimeout(run, isWanted ? 0 : pauseMs())
    })
  }
  let timer = setTimeout(run, firstMs)
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
