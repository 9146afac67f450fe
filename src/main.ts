import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { runCommand } from './cli/run.ts'

// Whoever reads our output may stop reading, as `head` does: no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const signals = ['SIGTERM', 'SIGINT'] as const

/** Waits for the first signal. The next one finds no listener any more, so that it ends the process. */
function stopped(): Promise<string> {
  return new Promise((resolve) => {
    const stop = (signal: string) => {
      for (const name of signals) process.off(name, stop)
      resolve(signal)
    }
    for (const name of signals) process.on(name, stop)
  })
}

process.exitCode = await runCommand({
  program: basename(process.argv[1] ?? '', '.js'),
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  clock: Date.now,
  random: randomBytes,
  stopped,
})
