export interface Repetition {
  /** Does it now rather than at the end of the pause. */
  wake: () => void
  /** Lets what is under way end, and begins nothing more. */
  stop: () => Promise<void>
}

export interface Rhythm {
  pauseMs: () => number
  /** The pause before the first time. */
  firstMs?: number
  /** False: it alone keeps no process alive. */
  ref?: boolean
}

/** Does something again and again, never twice at once. Errors are `work`'s own to catch. */
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
