import { latchkey } from './latchkey.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

type Program = (shell: Shell, args: readonly string[]) => Promise<ExitCode>

/** The names that the program answers to beside its own: each has its own commands and manners. */
const others: ReadonlyMap<string, () => Promise<Program>> = new Map([
  [
    'matrix-registration',
    async () => (await import('../compat/matrix-registration/program.ts')).matrixRegistration,
  ],
  ['portero', async () => (await import('../compat/portero/program.ts')).portero],
])

/** Runs a command line: the name that the program was called by and what follows it. */
export async function runCommand(
  shell: Shell,
  name: string,
  args: readonly string[],
): Promise<ExitCode> {
  const program = (await others.get(name)?.()) ?? latchkey
  return program(shell, args)
}
