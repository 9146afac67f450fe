import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

export interface Flusher {
  /** Waits until all that was written to the file before this call is on the disk. */
  flush: () => Promise<void>
  close: () => Promise<void>
}

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
  const flushOnce = async () => {
    isShared = false
    try {
      await sync((file ??= openSync(path, 'r')))
    } catch (cause) {
      const { message } = cause as Error
      throw Object.assign(new Error(`${path}: ${message}`, { cause }), { code: notFlushed })
    }
  }
  return {
    flush() {
      if (isShared) return last
      isShared = true
      return (last = last.then(flushOnce, flushOnce))
    },
    async close() {
      await last.catch(() => {})
      if (file !== undefined) closeSync(file)
    },
  }
}
