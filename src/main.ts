import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { runCommand } from './programs/run.ts'
import type { Shell } from './cli/shell.ts'
import { explain } from './shared/explain.ts'
import { isJournal } from './shared/journal.ts'

/** EPIPE is no error: a reader such as `head` stopped early. Other failures are reported in one line. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`latchkey: ${explain(error)}\n`)
  process.exit(1)
})

/** A closing terminal sends SIGHUP, which has to end programs that were started in it. */
const hasTerminal = () => process.getBuiltinModule('node:tty').isatty(0)

const signals = (): NodeJS.Signals[] => {
  const always: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT']
  return hasTerminal() ? [...always, 'SIGHUP'] : always
}

/**
 * Waits for the first signal, or for a worker's parent to disconnect. Then removes the listeners, so that
 * the next signal ends the process.
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

// Without a listener SIGUSR1 starts Node's debugger.
process.on('SIGUSR1', ignore)

/** Without a listener each of these signals ends the process. */
function surviveSignals(onHangup: () => void): void {
  process.on('SIGUSR2', ignore)
  if (!hasTerminal()) process.on('SIGHUP', onHangup)
}

/** The library is loaded only when somebody is asked. */
async function ask(question: string): Promise<string> {
  const { createInterface } = process.getBuiltinModule('node:readline/promises')
  const { stdin: input, stderr: output } = process
  using lines = createInterface({ input, output })
  return await lines.question(question)
}

/** What is typed isn't shown. */
async function askSecret(question: string): Promise<string> {
  const { createInterface } = process.getBuiltinModule('node:readline/promises')
  const { Writable } = process.getBuiltinModule('node:stream')
  const { stdin: input, stderr } = process
  stderr.write(question)
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  using lines = createInterface({ input, output, terminal: true })
  const answer = await lines.question('')
  stderr.write('\n')
  return answer
}

async function readInput(): Promise<string> {
  const { text } = process.getBuiltinModule('node:stream/consumers')
  return await text(process.stdin)
}

const shell: Shell = {
  ...(hasTerminal() && { ask, askSecret }),
  readInput,
  env: process.env,
  cwd: process.cwd(),
  root: '/',
  stdout: process.stdout,
  stderr: Object.assign(process.stderr, {
    isJournal: isJournal(process.env['JOURNAL_STREAM'], process.stderr.fd),
  }),
  clock: Date.now,
  random: randomBytes,
  stopped,
  surviveSignals,
}

const [, path = '', ...args] = process.argv
process.exitCode = await runCommand(shell, basename(path, '.js'), args)
