import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

export interface Flusher {
  /** Waits until all that was written to the file before this call is on the disk. */
  flush: () => Promise<void>
  /** The same, but with whatever is flushed next, or else in a moment. Nobody hears of an error. */
  flushSoon: () => void
  close: () => Promise<void>
}

/** How long what nobody waits for may stay off the disk, in ms. In a crowd the next flush is sooner. */
const moment = 100

/** The code of the error where a disk would not take what was written. */
export const notFlushed = 'ERR_NOT_FLUSHED'

/**
 * Flushes the file at `path`, which exists by then, beside the event loop. Whoever asks while a flush is
 * under way shares the one after it: a crowd's commits take as long as two flushes, and nobody else's
 * page waits for a slow disk. `sync` is told the file's descriptor.
 */
export function createFlusher(path: string, sync = promisify(fdatasync)): Flusher {
  let file: number | undefined
  let last: Promise<void> = Promise.resolve()
  let isShared = false
  let soon: NodeJS.Timeout | undefined
  const flushOnce = async () => {
    isShared = false
    clearTimeout(soon)
    soon = undefined
    try {
      await sync((file ??= openSync(path, 'r')))
    } catch (cause) {
      const { message } = cause as Error
      throw Object.assign(new Error(`${path}: ${message}`, { cause }), { code: notFlushed })
    }
  }
  const flush = () => {
    if (isShared) return last
    isShared = true
    return (last = last.then(flushOnce, flushOnce))
  }
  return {
    flush,
    flushSoon() {
      soon ??= setTimeout(() => void flush().catch(() => {}), moment)
    },
    async close() {
      await (soon ? flush() : last).catch(() => {})
      if (file !== undefined) closeSync(file)
    },
  }
}
