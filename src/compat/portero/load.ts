import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Shell } from '../../cli/shell.ts'
import { type Fault, tellFaults } from './fault.ts'
import type { Say } from './say.ts'
import { type PorteroFile, readPortero } from './settings.ts'

export interface Read extends PorteroFile {
  bytes: Buffer
}

/** Reads the configuration file, or says everything that is wrong with it. */
export async function loadFile({ cwd }: Shell, say: Say, path: string): Promise<Read | null> {
  const bytes = await readFile(resolve(cwd, path)).catch((error: unknown) => faultOf(error, path))
  const read = Buffer.isBuffer(bytes) ? await readPortero(bytes) : { faults: [bytes] }
  if ('settings' in read) return { ...read, bytes: bytes as Buffer }
  sayFaults(say, path, read.faults)
  return null
}

/** Says what is wrong with a file, as portero does: each problem, then the exceptions. */
export function sayFaults(say: Say, path: string, faults: readonly Fault[]): void {
  faults.forEach(({ message }, at) => {
    const start = at === 0 ? `failed to parse configuration file: ${path}: ` : '  '
    say.command('error', start + message)
  })
  for (const line of tellFaults(faults)) say.main('error', line)
}

function faultOf(error: unknown, path: string): Fault {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
      return { type: 'java.nio.file.NoSuchFileException', message: path }
    case 'EACCES':
      return { type: 'java.nio.file.AccessDeniedException', message: path }
    case 'EISDIR':
      return { type: 'java.io.IOException', message: 'Is a directory' }
    default:
      return { type: 'java.io.IOException', message }
  }
}
