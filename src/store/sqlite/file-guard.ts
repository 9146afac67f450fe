import { statSync } from 'node:fs'

/** Error code: the path no longer leads to the file that is open. */
export const fileReplaced = 'ERR_DATABASE_REPLACED'

/** Error code: two processes can hold SQLite's write lock at once. */
export const noLocks = 'ERR_NO_LOCKS'

export interface FileGuard {
  /** Throws if the path of the database or of its WAL leads to a different file than the open one. */
  check: () => void
  /** The error of the last check; null if it passed. */
  found: Error | null
}

/**
 * Remembers the inode of the file at `path`, and of the WAL at `wal` once it exists. Data written to a
 * removed file is lost when the process ends. `onReplaced` is called once per replacement.
 */
export function guardFile(path: string, wal: string, onReplaced: () => void): FileGuard {
  const opened = new Map([[path, inodeAt(path)]])
  const guard: FileGuard = {
    found: null,
    check() {
      const replaced = [path, wal].find((file) => !isSame(opened, file))
      const before = guard.found
      guard.found = replaced === undefined ? null : describe(replaced)
      if (guard.found === null) return
      if (before === null) onReplaced()
      throw guard.found
    },
  }
  return guard
}

function isSame(opened: Map<string, string | null>, file: string): boolean {
  const inode = inodeAt(file)
  const before = opened.get(file) ?? null
  if (before === null) opened.set(file, inode)
  return before === null || before === inode
}

/** Null if there is no file. */
function inodeAt(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : null
}

function describe(file: string): Error {
  const message = `${file} was removed or replaced while it was open`
  return Object.assign(new Error(message), { code: fileReplaced })
}
