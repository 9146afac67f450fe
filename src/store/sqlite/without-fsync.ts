import type { DatabaseTransaction } from '../schema.ts'
import { WritingAdapter } from './sqlite-driver.ts'

/**
 * Nobody waits until this transaction is on the disk: it may be lost in a power cut, with what comes
 * after it, and settling must put right what is left. PostgreSQL flushes it all the same.
 */
export function withoutFsync(trx: DatabaseTransaction): void {
  const { adapter } = trx.getExecutor()
  if (adapter instanceof WritingAdapter) adapter.isAwaited = false
}
