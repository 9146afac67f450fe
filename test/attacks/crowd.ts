import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How an attack went, as the attacker sees it: how often each ending was met. */
export type Tally = Map<string, number>

export interface Crowd {
  url: string
  clients: number
  /** Everybody goes home. */
  signal: AbortSignal
}

/** What one client does with its connection, and how that ended. */
export type Act = (socket: Socket, signal: AbortSignal) => Promise<string>

/**
 * Opens so many connections and has each of them treated by `act`. Whoever is cut off, or done, comes
 * back a moment later.
 */
export async function crowd({ url, clients, signal }: Crowd, act: Act): Promise<Tally> {
  const tally: Tally = new Map()
  const { hostname, port } = new URL(url)
  const left = once(signal, 'abort').then(() => 'still there')
  const come = async (): Promise<void> => {
    while (!signal.aborted) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => undefined)
      const ending = await Promise.race([act(socket, signal).catch(() => 'cut'), left])
      socket.destroy()
      tally.set(ending, (tally.get(ending) ?? 0) + 1)
      await pause(200 + 200 * Math.random(), undefined, { signal }).catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: clients }, come))
  return tally
}

/** The status of the answer that comes first, or `cut` where the connection ends without one. */
export async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  try {
    for await (const piece of socket) {
      text += String(piece)
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? []
      if (status !== undefined) return status
    }
  } catch {
    // Cut off in the middle of a write: that is an ending, too.
  }
  return 'cut'
}
