import { readFileSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../model/config.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'

const write = { group: 0o020, others: 0o002 }
const search = { group: 0o010, others: 0o001 }

/** Whether a web server that runs as another user can connect to the unix socket of public.listen. */
export function examineSocket({ public: { listen, socketMode } }: Config): Finding[] {
  if (!('path' in listen)) return []
  const { path } = listen
  const [socket, folder] = [statSync(path), statSync(dirname(path))]
  const has = `The socket ${path} has the mode ${octal(socket)}`
  if (socketMode !== null && (socket.mode & 0o777) !== socketMode) {
    const sentence = `${has}, and public.socket_mode is 0${socketMode.toString(8)}.`
    return [warning('socket', sentence, 'Restart Latchkey, which sets it.')]
  }
  if (!isOpenTo(socket, write)) {
    const sentence = `${has}: only its owner can connect, so that a web server of another user answers 502.`
    return [warning('socket', sentence, letIn)]
  }
  if (!isReachable(socket, folder)) {
    const sentence = `The folder ${dirname(path)} has the mode ${octal(folder)}, which keeps the web server from the socket in it.`
    return [warning('socket', sentence, 'Let the web server’s group search it: chmod g+x, chgrp.')]
  }
  const who = isOpen(socket, write.others) ? 'everybody' : `the group ${groupName(socket.gid)}`
  return [fine('socket', `${has}: its owner and ${who} can connect.`)]
}

const letIn = 'Set public.socket_mode to 660 and public.socket_group to the web server’s group.'

/** A program that may write to the socket has to be able to search its folder. */
function isReachable(socket: Stats, folder: Stats): boolean {
  if (isOpen(folder, search.others)) return true
  return isOpen(folder, search.group) && socket.gid === folder.gid && isOpen(socket, write.group)
}

function isOpenTo(file: Stats, bits: { group: number; others: number }): boolean {
  return isOpen(file, bits.group) || isOpen(file, bits.others)
}

function isOpen({ mode }: Stats, bit: number): boolean {
  return (mode & bit) !== 0
}

function octal({ mode }: Stats): string {
  return `0${(mode & 0o777).toString(8).padStart(3, '0')}`
}

/** Node has no getgrgid(3). */
function groupName(id: number): string {
  const lines = readFileSync('/etc/group', 'utf8').split('\n')
  return (
    lines.map((line) => line.split(':')).find((parts) => parts[2] === String(id))?.[0] ?? `${id}`
  )
}
