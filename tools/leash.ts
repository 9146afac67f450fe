import { type ChildProcess, spawn } from 'node:child_process'

/** Time that a child gets to end by itself. */
const GRACE_SECONDS = 3

/**
 * Ends a child and its whole process group soon after this process ends, even by SIGKILL: a shell
 * waits on a pipe that only this process holds open. The child must be spawned with `detached: true`.
 */
export function leash<Child extends ChildProcess>(child: Child): Child {
  const { pid } = child
  // It could not be started; its `error` event has the reason.
  if (pid === undefined) return child
  const group = `-- -${pid}`
  const script = `read never; kill -s INT ${group}; sleep ${GRACE_SECONDS}; kill -s KILL ${group}`
  const holder = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  holder.unref()
  child.once('exit', () => holder.kill('SIGKILL'))
  return child
}

/** Sends a signal to a child that was spawned with `detached: true` and to its descendants. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
