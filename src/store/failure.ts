import { fileReplaced } from './sqlite/file-guard.ts'
import { notFlushed } from './sqlite/flush.ts'

const lost =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)|Connection terminated|is not queryable|timeout exceeded when trying to connect/

/**
 * SQLite's primary result codes for problems of the disk and of locking (https://sqlite.org/rescode.html):
 * PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, AUTH, NOTADB.
 */
const ofSqlite = new Set([3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 23, 26])

/**
 * PostgreSQL's error classes that are not caused by the statement (its manual, appendix A): connection,
 * authorization, transaction rollback (deadlock), invalid catalog name, insufficient resources (53100:
 * disk full), operator intervention, system, internal; 25006: read-only; and schema, privilege or table
 * missing.
 */
const ofPostgres = /^(08|28|40|3D|53|55|57|58|XX|25006|3F000|42501|42P01)/

/** Whether the database failed, not the program: a later retry may succeed. */
export function isDatabaseFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code = '', message } = error as NodeJS.ErrnoException
  if ('errcode' in error && code === 'ERR_SQLITE_ERROR') {
    // Our tables are missing: another file was copied over the database.
    if (message.startsWith('no such table')) return true
    // The lower 8 bits of an extended code are the primary code.
    return ofSqlite.has(Number(error.errcode) & 0xff)
  }
  if (code === notFlushed || code === fileReplaced) return true
  // Only errors that PostgreSQL itself reports have a severity.
  if ('severity' in error) return ofPostgres.test(code)
  return lost.test(code) || lost.test(message)
}
