import type { Output } from '../shared/terminal-text.ts'
import type { Random } from '../shared/ids.ts'

export type { Output }

/** Everything that a command uses of its process. */
export interface Shell {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** The root of default paths such as /etc/latchkey: `/`, except in tests. */
  root: string
  readonly stdout: Output
  readonly stderr: Output
  /** Asks a person for a line; absent without a terminal. */
  ask?: (question: string) => Promise<string>
  /** The same without showing what is typed. */
  askSecret?: (question: string) => Promise<string>
  /** Standard input to its end; absent where there is none. */
  readInput?: () => Promise<string>
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  /** Resolves at the first signal that ends the process; a second signal ends it at once. */
  stopped: () => Promise<string>
  /**
   * From now on SIGUSR2 is ignored and SIGHUP calls `onHangup`. With a terminal on standard input SIGHUP
   * works like SIGTERM.
   */
  surviveSignals: (onHangup: () => void) => void
}

/**
 * 0: success. 1: failure. 2: invalid command line. 130, 143: ended by SIGINT or SIGTERM; used only by a
 * predecessor's commands, as our own count that as success.
 */
export type ExitCode = 0 | 1 | 2 | 130 | 143
