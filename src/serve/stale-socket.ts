import { once } from 'node:events'
import { lstatSync, unlinkSync, type Stats } from 'node:fs'
import { connect } from 'node:net'

/**
 * Makes room for a unix socket: a socket that a killed process left behind is removed, and nothing
 * else ever is. Throws an Error whose sentence says what is there instead.
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const fault = await connectFault(path)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) {
    throw new Error(
      `${path} is ${kindOf(found)} and no socket. It is left as it is: name another path, or move it away.`,
    )
  }
  if (fault === 'EACCES') throw new Error(`${path} may not be opened by this user.`)
  // A listener that is too busy to answer (EAGAIN) is one, too.
  if (fault !== 'ECONNREFUSED') throw new Error(`${path} is already in use.`)
  unlinkSync(path)
}

/** Null where somebody listens. Linux says ECONNREFUSED of a file that is no socket, too. */
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
