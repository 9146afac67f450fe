import type { Dialect, QueryCompiler } from 'kysely'
import { Problem } from '../shared/errors.ts'

/**
 * Whether both databases keep a text as it is: PostgreSQL takes no NUL, and half a surrogate pair
 * has no UTF-8.
 */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** Every parameter of every query passes here, whatever door it came in by. Problem: `bad_request`. */
export function refuseUnstorable(parameters: readonly unknown[]): void {
  if (parameters.some((value) => typeof value === 'string' && !isStorable(value))) {
    throw new Problem('bad_request', { detail: 'A text holds a NUL or half a surrogate pair.' })
  }
}

/** The same dialect, whose queries are refused where a parameter can't be kept. */
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
