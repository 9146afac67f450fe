import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * For a process that stays. V8 lets garbage grow while there is memory: the young generation to 128
 * MiB, the old one to four times what lives there. From here on the young one stays as large as the
 * start has made it, and the old one is cleared when it has doubled (docs/performance.md).
 */
export function boundHeap(): void {
  // Code that is kept for the next start counts only under the flags that it was compiled with.
  flushCompileCache()
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=100')
}
