import { fileReplaced } from './sqlite/file-guard.ts'
import { notFlushed } from './sqlite/flush.ts'

const lost =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)|Connection terminated|is not queryable|timeout exceeded when trying to connect/

/**
 * SQLite's primary result codes for what the disk and other processes do (https://sqlite.org/rescode.html):
 * PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, AUTH, NOTADB.
 */
const ofSqlite = new Set([3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 23, 26])

/**
 * PostgreSQL's classes of errors that are not the statement's fault (its manual, appendix A): connection,
 * authorization, rollback by a deadlock, no such database, no room (53100: disk full), not now, system,
 * internal; 25006, a database that is read-only; and tables that are gone or not ours any more.
 */
const ofPostgres = /^(08|28|40|3D|53|55|57|58|XX|25006|3F000|42501|42P01)/

/** Whether it is the database that failed: then waiting helps, and the program is in order. */
export function isDatabaseFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code = '', message } = error as NodeJS.ErrnoException
  if ('errcode' in error && code === 'ERR_SQLITE_ERROR') {
    // Our tables are gone: another file was copied over the database.
    if (message.startsWith('no such table')) return true
    // An extended code has more in its upper bits.
    return ofSqlite.has(Number(error.errcode) & 0xff)
  }
  if (code === notFlushed || code === fileReplaced) return true
  // Errors that PostgreSQL itself reports carry a severity.
  if ('severity' in error) return ofPostgres.test(code)
  return lost.test(code) || lost.test(message)
}
