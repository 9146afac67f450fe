import type { Database } from '../schema.ts'
import { WritingAdapter } from './sqlite-driver.ts'

/**
 * This transaction or connection doesn't wait for fsync: a power cut may lose it and all later ones. The caller must
 * be sure that this is harmless or that settling repairs it. PostgreSQL fsyncs all the same.
 */
export function withoutFsync(connection: Database): void {
  const { adapter } = connection.getExecutor()
  if (adapter instanceof WritingAdapter) adapter.isAwaited = false
}
