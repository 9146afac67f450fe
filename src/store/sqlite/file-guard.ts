import { statSync } from 'node:fs'

/** The code of the error where the file that is open is not the one that has its name. */
export const fileReplaced = 'ERR_DATABASE_REPLACED'

export interface FileGuard {
  /** Throws if the database, or the WAL beside it, is another file than the one that is open. */
  check: () => void
  /** What the last check threw; null after one that found all in order. */
  found: Error | null
}

/**
 * Remembers which file was opened at `path`, with the WAL at `wal` as soon as there is one. What is
 * written into a file that has lost its name is gone with the process. `onReplaced` is called once.
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

/** Null where nothing is. */
function inodeAt(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : null
}

function describe(file: string): Error {
  const message = `${file} was removed or replaced while it was open: start Latchkey again`
  return Object.assign(new Error(message), { code: fileReplaced })
}
