import type { DatabaseTransaction } from '../schema.ts'
import { WritingAdapter } from './sqlite-driver.ts'

/**
 * This transaction doesn't wait for fsync: a power cut may lose it and all later ones. The caller must
 * be sure that this is harmless or that settling repairs it. PostgreSQL fsyncs all the same.
 */
export function withoutFsync(trx: DatabaseTransaction): void {
  const { adapter } = trx.getExecutor()
  if (adapter instanceof WritingAdapter) adapter.isAwaited = false
}
