import { chmodSync, closeSync, constants, lstatSync, openSync, statSync } from 'node:fs'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants

/**
 * Creates an empty file that only its owner can read. Fails if anything exists at the path, even a link:
 * another user may have planted it at a predictable name.
 */
export function makeNewFile(path: string): void {
  closeSync(openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
}

/** Creates the file if missing, and removes other users' permissions. */
export function makePrivate(path: string, links: 'refuse' | 'trusted'): void {
  try {
    return makeNewFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  if (found.isSymbolicLink() && !(links === 'trusted' && isTrusted(found.uid))) {
    throw new Error(`${path} is a link that is not followed: give the path that it leads to`)
  }
  // Throws for a dangling link, because SQLite would create its target.
  statSync(path)
  chmodSync(path, 0o600)
}

/** A link owned by us or by root was set by the operator. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.()
}
