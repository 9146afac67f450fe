/*
 * A fair scheduler: round robin between lanes, first in, first out within a lane. A lane is one network,
 * so a crowd behind one address delays others by one turn each, not by the whole crowd.
 */

export interface Turns {
  /** Runs `work` when it is its turn. Rejects with the signal's reason if aborted before. */
  run: <T>(lane: string, work: () => Promise<T>, options: TurnOptions) => Promise<T>
  /** Pauses this lane for `laneMs` and all lanes for `allMs`. Replaces earlier pauses. */
  pause: (lane: string, times: { laneMs: number; allMs: number }) => void
  /** Whether nobody waits and no pause for all lanes is active. */
  isIdle: () => boolean
}

interface TurnOptions {
  signal: AbortSignal
  /** Goes to the head of the lane: for work that was served and has to wait again. */
  first?: boolean
}

/** `slots`: maximum concurrency. */
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
      // A Map keeps insertion order, so this moves the lane to the end.
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

/** The paused lanes (null: all). `onEnd` is called when a pause ends. */
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
