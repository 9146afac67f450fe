import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** The attacker's result: the count of each outcome. */
export type Tally = Map<string, number>

export interface Crowd {
  url: string
  clients: number
  /** Ends all connections. */
  signal: AbortSignal
}

/** What one client does with its connection; resolves with the outcome. */
export type Act = (socket: Socket, signal: AbortSignal) => Promise<string>

/**
 * Keeps so many connections open and runs `act` on each. A client that is disconnected, or done,
 * reconnects a moment later.
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

/** The status of the first response, or `cut` if the connection ends without one. */
export async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  try {
    for await (const piece of socket) {
      text += String(piece)
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? []
      if (status !== undefined) return status
    }
  } catch {
    // Disconnected during a write: that is an outcome, too.
  }
  return 'cut'
}
