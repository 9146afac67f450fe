import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely'
import type { Database } from './schema.ts'
import { refuseUnstorable } from './storable.ts'

/**
 * A query whose text is made once for each dialect, however often it is asked: making it takes longer
 * than asking it. `build` is given a stand-in for each value, to be used as a value only. Rows come as
 * the query returns them; none where it returns nothing.
 */
export function precompiled<Values extends object, Row>(
  build: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  const built = new WeakMap<DialectAdapter, CompiledQuery<Row>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    let query = built.get(adapter)
    if (!query) built.set(adapter, (query = build(db, standIns as Values).compile()))
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof StandIn ? values[parameter.name as keyof Values] : parameter,
    )
    refuseUnstorable(parameters)
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}

class StandIn {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Each property is the stand-in of its own name. */
const standIns: object = new Proxy({}, { get: (_, name) => new StandIn(String(name)) })
