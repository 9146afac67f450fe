import type { ExitCode, Shell } from './shell.ts'

type Program = (shell: Shell) => Promise<ExitCode>

const latchkey = async (): Promise<Program> => (await import('./latchkey.ts')).latchkey

/** The names that the program answers to: each has its own commands and its own manners. */
const programs = new Map([['latchkey', latchkey]])

/** Runs a command line, and says itself what goes wrong. */
export async function runCommand(shell: Shell): Promise<ExitCode> {
  const load = programs.get(shell.program) ?? latchkey
  const program = await load()
  return program(shell)
}
