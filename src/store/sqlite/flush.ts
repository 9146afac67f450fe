import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

export interface Flusher {
  /** Resolves when everything written before this call is fsynced. */
  flush: () => Promise<void>
  /** Like `flush`, but joins the next fsync or starts one after a delay. Errors are ignored. */
  flushSoon: () => void
  close: () => Promise<void>
}

/** The longest time until a write that nobody awaits is fsynced. Under load the next fsync is sooner. */
const maxDelayMs = 100

/** Error code: fsync failed. */
export const notFlushed = 'ERR_NOT_FLUSHED'

/**
 * Fsyncs the file at `path`, which must exist at the first flush, without blocking the event loop.
 * Callers during an fsync share the next one: a burst of commits takes at most two fsyncs, and pages
 * that write nothing never wait for a slow disk. `sync` receives the file descriptor.
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
      soon ??= setTimeout(() => void flush().catch(() => {}), maxDelayMs)
    },
    async close() {
      await (soon ? flush() : last).catch(() => {})
      if (file !== undefined) closeSync(file)
    },
  }
}
