import { chmodSync, chownSync, readFileSync } from 'node:fs'
import type { SocketAccess } from '../model/config.ts'

/** Sets who may connect to a unix socket; without mode and group, the umask decides. */
export function setSocketAccess(path: string, { socketMode, socketGroup }: SocketAccess): void {
  if (socketGroup !== null) changeGroup(path, socketGroup)
  if (socketMode !== null) chmodSync(path, socketMode)
}

function changeGroup(path: string, group: string): void {
  const id = groupId(group)
  if (id === undefined) {
    throw new Error(`socket_group is ${group}, and this machine has no such group.`)
  }
  try {
    chownSync(path, -1, id)
  } catch (error) {
    // A user namespace (PrivateUsers= of systemd) has only the user's own group: EINVAL.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'EINVAL') throw error
    throw new Error(
      `socket_group is ${group}: add the user that runs Latchkey to this group ` +
        '(with systemd: SupplementaryGroups= and PrivateUsers=no).',
      { cause: error },
    )
  }
}

/** Node has no getgrnam(3). A group that /etc/group lacks, such as one of LDAP, is given by number. */
function groupId(group: string): number | undefined {
  if (/^\d+$/.test(group)) return Number(group)
  const lines = readFileSync('/etc/group', 'utf8').split('\n')
  const found = lines.map((line) => line.split(':')).find(([name]) => name === group)
  return found?.[2] === undefined ? undefined : Number(found[2])
}
