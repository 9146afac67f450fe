import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely'
import type { Database } from './schema.ts'
import { refuseUnstorable } from './storable.ts'

/**
 * A query that is compiled once per dialect, because compiling takes longer than executing. `build`
 * receives a placeholder for each value, which may be used only as a value. Returns the rows; none for a
 * statement that returns nothing.
 */
export function precompiled<Values extends object, Row>(
  build: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<Row>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    let query = compiled.get(adapter)
    if (!query) compiled.set(adapter, (query = build(db, placeholders as Values).compile()))
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
    )
    refuseUnstorable(parameters)
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}

class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Each property is a placeholder with its own name. */
const placeholders: object = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) })
