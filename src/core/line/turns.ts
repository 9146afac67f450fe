/*
 * Serves lanes in turn (round robin), first come, first served within a lane. A lane is one network, so
 * that a crowd behind one address delays the others by one turn each time and not by the whole crowd.
 */

export interface Turns {
  /** Runs `work` when its turn has come. Rejects with the signal's reason if that comes first. */
  run: <T>(lane: string, work: () => Promise<T>, options: TurnOptions) => Promise<T>
  /** For `laneMs` nobody of this lane is served, for `allMs` nobody at all. Replaces earlier pauses. */
  pause: (lane: string, times: { laneMs: number; allMs: number }) => void
  /** Nobody waits, and there is no pause. */
  isIdle: () => boolean
}

interface TurnOptions {
  signal: AbortSignal
  /** Before all others of the lane: for somebody who was served already and has to wait again. */
  first?: boolean
}

/** `slots`: how many are served at once. */
export function createTurns(slots: number): Turns {
  const lanes = new Map<string, (() => void)[]>()
  const pauses = createPauses(() => serve())
  let served = 0

  const serve = () => {
    while (served < slots) {
      const lane = pauses.first(lanes.keys())
      if (lane === undefined) return
      const waiting = lanes.get(lane) ?? []
      const start = waiting.shift()
      // A map keeps the order of insertion: the lane goes to the end.
      lanes.delete(lane)
      if (waiting.length > 0) lanes.set(lane, waiting)
      served++
      start?.()
    }
  }
  const turn = (lane: string, { signal, first = false }: TurnOptions) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted()
      const start = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        const others = lanes.get(lane)?.filter((it) => it !== start) ?? []
        if (others.length > 0) lanes.set(lane, others)
        else lanes.delete(lane)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      const waiting = lanes.get(lane) ?? []
      lanes.set(lane, first ? [start, ...waiting] : [...waiting, start])
      serve()
    })
  return {
    run: async (lane, work, options) => {
      await turn(lane, options)
      try {
        return await work()
      } finally {
        served--
        serve()
      }
    },
    pause: pauses.set,
    isIdle: () => lanes.size === 0 && !pauses.isAll(),
  }
}

/** Which lanes are paused; `onEnd` is called whenever a pause is over. */
function createPauses(onEnd: () => void) {
  const paused = new Map<string | null, NodeJS.Timeout>()
  const pause = (lane: string | null, ms: number) => {
    clearTimeout(paused.get(lane))
    const end = () => {
      paused.delete(lane)
      onEnd()
    }
    paused.set(lane, setTimeout(end, ms).unref())
  }
  return {
    set: (lane: string, { laneMs, allMs }: { laneMs: number; allMs: number }) => {
      pause(lane, laneMs)
      pause(null, allMs)
    },
    isAll: () => paused.has(null),
    first: (lanes: Iterable<string>): string | undefined => {
      if (paused.has(null)) return undefined
      for (const lane of lanes) if (!paused.has(lane)) return lane
      return undefined
    },
  }
}
