import type { DatabaseTransaction, OpenDatabase } from './schema.ts'

/**
 * A database for use cases that open a transaction themselves: theirs becomes a part of `trx`, and is
 * committed with it. After an error in one of them `trx` has to be rolled back.
 */
export function insideTransaction(db: OpenDatabase, trx: DatabaseTransaction): OpenDatabase {
  const begin = () => ({ execute: (work: (inner: DatabaseTransaction) => unknown) => work(trx) })
  const own: Record<PropertyKey, unknown> = { transaction: begin, findByCode: db.findByCode }
  return new Proxy(trx as unknown as OpenDatabase, {
    get: (target, name) => {
      if (name in own) return own[name]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
