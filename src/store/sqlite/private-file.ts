import { chmodSync, closeSync, constants, lstatSync, openSync, statSync } from 'node:fs'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants

/**
 * Makes an empty file that only its owner reads. Fails where anything is there already, be it a link:
 * somebody else may have planted it at a name that they could foresee.
 */
export function makeNewFile(path: string): void {
  closeSync(openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
}

/** Makes the file where there is none, and keeps others from reading it. */
export function makePrivate(path: string, links: 'refuse' | 'trusted'): void {
  try {
    return makeNewFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  if (found.isSymbolicLink() && !(links === 'trusted' && isTrusted(found.uid))) {
    throw new Error(`${path} is a link that is not followed: name what it leads to`)
  }
  // A link that leads nowhere ends here; SQLite would make what it names.
  statSync(path)
  chmodSync(path, 0o600)
}

/** A link of our own or of root's is where an operator put the database. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.()
}
