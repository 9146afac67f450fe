import type { Dialect, QueryCompiler } from 'kysely'
import { Problem } from '../shared/errors.ts'

/**
 * Whether both databases can store a text: PostgreSQL rejects NUL, and an unpaired surrogate has no
 * UTF-8 encoding.
 */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** Checks every parameter of every query, wherever it came from. Problem: `bad_request`. */
export function refuseUnstorable(parameters: readonly unknown[]): void {
  if (parameters.some((value) => typeof value === 'string' && !isStorable(value))) {
    throw new Problem('bad_request', { detail: 'A text contains a NUL or an unpaired surrogate.' })
  }
}

/** The same dialect, refusing queries with parameters that can't be stored. */
export function checked(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => checkedCompiler(dialect.createQueryCompiler()),
  }
}

function checkedCompiler(compiler: QueryCompiler): QueryCompiler {
  return {
    compileQuery(node, id) {
      const query = compiler.compileQuery(node, id)
      refuseUnstorable(query.parameters)
      return query
    },
  }
}
