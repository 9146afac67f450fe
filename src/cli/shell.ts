import type { Output } from '../shared/terminal-text.ts'
import type { Random } from '../shared/ids.ts'

export type { Output }

/** Everything that a command has from the process that it runs in. */
export interface Shell {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** The folder below which a service's files are looked for: `/` but for tests. */
  root: string
  readonly stdout: Output
  readonly stderr: Output
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  /** Resolves when the process is asked to end; asked a second time, it ends at once. */
  stopped: () => Promise<string>
  /**
   * From now on SIGUSR2 does nothing and SIGHUP calls `onHangup`. With a terminal on standard input
   * SIGHUP is as SIGTERM.
   */
  surviveSignals: (onHangup: () => void) => void
}

/**
 * 0: done. 1: it failed. 2: the command line makes no sense. The others: ended by SIGINT or SIGTERM,
 * which our own commands take for a good end and a predecessor's tell.
 */
export type ExitCode = 0 | 1 | 2 | 130 | 143
