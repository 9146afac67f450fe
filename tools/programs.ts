import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { killGroup, leash } from './leash.ts'

/** The first of these programs that can be run: names are looked up in `folders`, default PATH. */
export function findProgram(names: string[], folders = searchPath()): string | undefined {
  return names
    .flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))))
    .find(isExecutable)
}

/** The folders of PATH. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface RunOptions {
  cwd?: string
  uid?: number
  gid?: number
  /** Aborts the program; `run` then rejects. */
  signal?: AbortSignal | undefined
  /** Receives each chunk of the program's output as it arrives. */
  onOutput?: (piece: string) => void
}

export interface RunResult {
  ok: boolean
  /** Standard output and standard error together; order is kept within each only. */
  output: string
}

/** Runs a program to its end. Rejects when it cannot be started or `signal` ends it. */
export async function run(
  command: string,
  args: string[],
  { onOutput, ...options }: RunOptions = {},
): Promise<RunResult> {
  const child = leash(
    spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  const end = () => killGroup(child, 'SIGTERM')
  options.signal?.addEventListener('abort', end)
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code === 0))
  })
  if (onOutput) child.stdout.on('data', (piece: Buffer) => onOutput(piece.toString()))
  try {
    const [ok, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
    return { ok, output: out + err }
  } finally {
    options.signal?.removeEventListener('abort', end)
  }
}
