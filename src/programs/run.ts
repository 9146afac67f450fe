import { latchkey } from './latchkey.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

type Program = (shell: Shell, args: readonly string[]) => Promise<ExitCode>

/** Further names of the executable. Each has its own commands and conventions. */
const others: ReadonlyMap<string, () => Promise<Program>> = new Map([
  [
    'matrix-registration',
    async () => (await import('../compat/matrix-registration/program.ts')).matrixRegistration,
  ],
  ['portero', async () => (await import('../compat/portero/program.ts')).portero],
])

/** Runs a command line. `name`: the name of the executable. */
export async function runCommand(
  shell: Shell,
  name: string,
  args: readonly string[],
): Promise<ExitCode> {
  const program = (await others.get(name)?.()) ?? latchkey
  return program(shell, args)
}
