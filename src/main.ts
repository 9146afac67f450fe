import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { runCommand } from './programs/run.ts'
import type { Shell } from './cli/shell.ts'
import { explain } from './shared/explain.ts'

/** A reader that stops early, as `head` does, is no error. Any other failure is told in a line. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`latchkey: ${explain(error)}\n`)
  process.exit(1)
})

/** A terminal that closes sends SIGHUP: whoever was started in it ends with it. */
const hasTerminal = () => process.getBuiltinModule('node:tty').isatty(0)

const signals = (): NodeJS.Signals[] => {
  const always: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT']
  return hasTerminal() ? [...always, 'SIGHUP'] : always
}

/**
 * Waits for the first signal, or for the parent of a worker to let go of it. The next signal finds
 * no listener any more, so that it ends the process.
 */
function stopped(): Promise<string> {
  return new Promise((resolve) => {
    const names = signals()
    const stop = (reason = 'let go') => {
      for (const name of names) process.off(name, stop)
      resolve(reason)
    }
    process.once('disconnect', stop)
    for (const name of names) process.on(name, stop)
  })
}

const ignore = () => {}

// Without a listener Node opens its debugger, in short commands as in a portal.
process.on('SIGUSR1', ignore)

/** Without a listener both end the process. */
function surviveSignals(onHangup: () => void): void {
  process.on('SIGUSR2', ignore)
  if (!hasTerminal()) process.on('SIGHUP', onHangup)
}

const shell: Shell = {
  env: process.env,
  cwd: process.cwd(),
  root: '/',
  stdout: process.stdout,
  stderr: process.stderr,
  clock: Date.now,
  random: randomBytes,
  stopped,
  surviveSignals,
}

const [, path = '', ...args] = process.argv
process.exitCode = await runCommand(shell, basename(path, '.js'), args)
