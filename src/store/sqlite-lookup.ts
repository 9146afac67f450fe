import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type InviteRow, type OpenDatabase, selectByCode } from './schema.ts'
import { together } from './together.ts'

/** It may see what a transaction of ours is about to commit: it shows, and decides nothing. */
export function lookup(file: DatabaseSync): OpenDatabase['findByCode'] {
  let statement: StatementSync | undefined
  return together((codes: string[]) => {
    const find = (statement ??= prepare(file))
    return inOneRead(file, codes.length > 1, () => codes.map((code) => inviteOf(find.get(code))))
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

/** The columns in the order of `inviteColumns`. An object that the driver makes takes twice as long. */
function inviteOf(row: unknown): InviteRow | undefined {
  if (row === undefined) return undefined
  const values = row as never[]
  return {
    id: values[0],
    code: values[1],
    folded: values[2],
    label: values[3],
    max_uses: values[4],
    used: values[5],
    held: values[6],
    opens_at: values[7],
    expires_at: values[8],
    paused_at: values[9],
    revoked_at: values[10],
    deleted_at: values[11],
    created_at: values[12],
    created_by: values[13],
    last_used_at: values[14],
  } as unknown as InviteRow
}
