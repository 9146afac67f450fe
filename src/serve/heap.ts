import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * Limits memory of a long-running process. By default V8 lets the young generation grow to 128 MiB and the
 * old one to four times the live data. After this call the young generation keeps its size, and the old
 * one is collected when it has doubled (docs/performance.md).
 */
export function boundHeap(): void {
  // The compile cache is valid only for the flags at compile time, so flush it before changing them.
  flushCompileCache()
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=100')
}
