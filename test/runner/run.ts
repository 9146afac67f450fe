import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { leash } from '../../tools/leash.ts'

/** A run of `npm test` on some files, whose temporary folders are in `folder`. */
export interface NestedRun extends Disposable {
  folder: string
  child: ChildProcess
  printed: () => string
  /** Exit code or signal. */
  ended: Promise<unknown>
  /** Resolves with the process id of the test file when a fixture says that it is ready. */
  ready: () => Promise<number>
  /** The processes of the run, by their folder, environment or command line. */
  processes: () => string[]
}

export function startRun(files: string[], env: NodeJS.ProcessEnv = {}): NestedRun {
  const folder = mkdtempSync(join(tmpdir(), 'n-'))
  // PostgreSQL may run as another user.
  chmodSync(folder, 0o711)
  // Without CI, and without the variables of the current run.
  const { CI: _, NODE_V8_COVERAGE: __, NODE_TEST_CONTEXT: ___, ...ours } = process.env
  const args = ['--disable-warning=ExperimentalWarning', 'tools/test.ts', ...files]
  const settings = { ...ours, TMPDIR: folder, ...env }
  const child = leash(spawn(process.execPath, args, { env: settings, detached: true }))
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => (printed += piece.toString()))
  }
  return {
    folder,
    child,
    printed: () => printed,
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
    async ready() {
      for (;;) {
        const [file] = globSync(join(folder, 'latchkey-*', 'ready'))
        if (file !== undefined) return Number(readFileSync(file, 'utf8'))
        if (child.exitCode !== null) throw new Error(printed)
        await pause(50)
      }
    },
    processes: () => processesOf(folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && describe(pid).includes(folder),
  )
}

function describe(pid: string): string {
  const parts = [
    () => readlinkSync(`/proc/${pid}/cwd`),
    () => readFileSync(`/proc/${pid}/environ`, 'latin1'),
    () => readFileSync(`/proc/${pid}/cmdline`, 'latin1'),
  ]
  return parts.map(orNothing).join('\n')
}

/** The process has ended, or isn't ours. */
function orNothing(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
