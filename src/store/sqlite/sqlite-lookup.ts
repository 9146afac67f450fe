import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { FileGuard } from './file-guard.ts'
import { type OpenDatabase, selectByCode } from '../schema.ts'
import { type InviteTerms, type termsColumns } from '../invite-row.ts'
import { batchPerTick } from '../batch-per-tick.ts'

/** May read uncommitted data of our own transaction, which is fine: it is only shown, never decided on. */
export function lookup(file: DatabaseSync, guard: FileGuard | null): OpenDatabase['findByCode'] {
  let statement: StatementSync | undefined
  return batchPerTick((codes: string[]) => {
    // Pages don't check the file each time: each write does, and a periodic job.
    if (guard?.found) throw guard.found
    const find = (statement ??= prepare(file))
    return inOneRead(file, codes.length > 1, () => codes.map((code) => termsOf(find.get(code))))
  })
}

/** Runs several statements under one read lock. */
function inOneRead<T>(file: DatabaseSync, several: boolean, read: () => T): T {
  if (!several || file.isTransaction) return read()
  file.exec('begin')
  try {
    return read()
  } finally {
    file.exec('commit')
  }
}

function prepare(file: DatabaseSync): StatementSync {
  const statement = file.prepare(selectByCode('?'))
  statement.setReturnArrays(true)
  return statement
}

/** The value of a column. */
interface Cell<Column> {
  column: Column
}
type Columns = typeof termsColumns
type Cells = { [At in keyof Columns]: Cell<Columns[At]> }
type CellsByName = { [Column in Columns[number]]: Cell<Column> }

/**
 * Reads columns by position, twice as fast as objects from the driver. The types make the compiler
 * reject a wrong position and a missing column.
 */
function termsOf(row: unknown): InviteTerms | undefined {
  if (row === undefined) return undefined
  const cells = row as Cells
  const terms: CellsByName = {
    id: cells[0],
    code: cells[1],
    max_uses: cells[2],
    used: cells[3],
    held: cells[4],
    opens_at: cells[5],
    expires_at: cells[6],
    paused_at: cells[7],
    revoked_at: cells[8],
    created_by: cells[9],
    profile_id: cells[10],
    for_name: cells[11],
  }
  return terms as unknown as InviteTerms
}
