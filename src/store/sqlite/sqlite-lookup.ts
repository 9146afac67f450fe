import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { FileGuard } from './file-guard.ts'
import { type InviteTerms, type OpenDatabase, selectByCode, type termsColumns } from '../schema.ts'
import { batchPerTick } from '../batch-per-tick.ts'

/** It may see what a transaction of ours is about to commit: it shows, and decides nothing. */
export function lookup(file: DatabaseSync, guard: FileGuard | null): OpenDatabase['findByCode'] {
  let statement: StatementSync | undefined
  return batchPerTick((codes: string[]) => {
    // Pages don't look at the file each time: whoever writes does, and a job now and then.
    if (guard?.found) throw guard.found
    const find = (statement ??= prepare(file))
    return inOneRead(file, codes.length > 1, () => codes.map((code) => termsOf(find.get(code))))
  })
}

/** Several statements take the file's lock once. */
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

/** Whatever is in a column. */
interface Cell<Column> {
  column: Column
}
type Columns = typeof termsColumns
type Cells = { [At in keyof Columns]: Cell<Columns[At]> }
type CellsByName = { [Column in Columns[number]]: Cell<Column> }

/**
 * An object that the driver makes takes twice as long. The compiler refuses a cell in another column's
 * place, and one that is missing.
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
  }
  return terms as unknown as InviteTerms
}
