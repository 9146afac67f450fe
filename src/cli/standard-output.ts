import { writeSync } from 'node:fs'
import type { Output } from './shell.ts'

/** What an Output needs of a stream of Node's. */
type Stream = Omit<Output, 'write'> & { write: (chunk: string | Uint8Array) => unknown }

/** A stream that is opened when something is written to it or asked of it, which takes longer than many a command. */
export function openedLate(open: () => Stream) {
  let opened: Stream | undefined
  const stream = () => (opened ??= open())
  return {
    get isTTY() {
      return stream().isTTY === true
    },
    get columns() {
      return stream().columns ?? 0
    },
    write: (chunk: string | Uint8Array) => stream().write(chunk),
  }
}

export interface StandardOutput {
  /** Its file descriptor. */
  fd: number
  /** Opens Node's own stream of it. Called once at most. */
  open: () => Stream
  /** Nobody reads any more: ends the process. */
  leave: () => never
}

/**
 * Standard output, written to without Node's stream of it, whose classes take longer to load than many a
 * command takes. The stream is opened for who asks about the terminal, or where the reader can't take at
 * once what we write: then it has the rest, and whatever follows. Throws what the system says of it.
 */
export function standardOutput({ fd, open, leave }: StandardOutput): Output {
  const stream = openedLate(open)
  const { write: writeLater } = stream
  let isBehind = false
  return Object.assign(stream, {
    write(text: string) {
      const bytes = Buffer.from(text)
      const rest = isBehind ? bytes : bytes.subarray(writeNow(fd, bytes, leave))
      isBehind ||= rest.length > 0
      if (isBehind) writeLater(rest)
    },
  })
}

/** How many bytes could be written. */
function writeNow(fd: number, bytes: Uint8Array, leave: () => never): number {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') leave()
    // Somebody who shares the pipe or the terminal has made it one that doesn't wait.
    if (code !== 'EAGAIN') throw error
  }
  return written
}
