import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { FileGuard } from './file-guard.ts'
import { type InviteTerms, type OpenDatabase, selectByCode } from '../schema.ts'
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

/** The columns in the order of `termsColumns`. An object that the driver makes takes twice as long. */
function termsOf(row: unknown): InviteTerms | undefined {
  if (row === undefined) return undefined
  const values = row as never[]
  return {
    id: values[0],
    code: values[1],
    max_uses: values[2],
    used: values[3],
    held: values[4],
    opens_at: values[5],
    expires_at: values[6],
    paused_at: values[7],
    revoked_at: values[8],
  } as unknown as InviteTerms
}
