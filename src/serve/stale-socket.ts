import { once } from 'node:events'
import { lstatSync, unlinkSync, type Stats } from 'node:fs'
import { connect } from 'node:net'

/**
 * Removes the unix socket of a killed process, and nothing else. Throws an Error that says what else is
 * at the path.
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const fault = await connectFault(path)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) {
    throw new Error(
      `${path} is ${kindOf(found)} and not a socket. It was left unchanged: choose another path, or move it away.`,
    )
  }
  if (fault === 'EACCES') throw new Error(`${path} may not be opened by this user.`)
  // EAGAIN means a listener that is too busy to accept.
  if (fault !== 'ECONNREFUSED') throw new Error(`${path} is already in use.`)
  unlinkSync(path)
}

/** Null if somebody listens. On Linux a file that is not a socket also gives ECONNREFUSED. */
async function connectFault(path: string): Promise<string | null> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  } finally {
    socket.destroy()
  }
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link'
  if (found.isDirectory()) return 'a folder'
  return found.isFile() ? 'a regular file' : 'a device or pipe'
}
