import { accessSync, constants, readFileSync, statSync } from 'node:fs'

/**
 * The text of a file, or what is wrong with it, as the end of a sentence. Synchronous, because nothing
 * else runs meanwhile and loading node:fs/promises takes longer than reading the file.
 */
export function readText(path: string): { text: string } | { fault: string } {
  try {
    return decode(readFileSync(path))
  } catch (error) {
    return { fault: describeFault(error) }
  }
}

/** Why a path is not that of a regular file that can be read, as the end of a sentence; or null. */
export function readFault(path: string): string | null {
  try {
    accessSync(path, constants.R_OK)
    const found = statSync(path)
    if (found.isDirectory()) return 'is a directory'
    return found.isFile() ? null : 'is not a regular file'
  } catch (error) {
    return describeFault(error)
  }
}

/** The fault of a file that isn't there. */
export const ABSENT = 'does not exist'

const FAULTS: Record<string, string> = {
  EACCES: "can't be read by the user that runs Latchkey (permission denied)",
  EISDIR: 'is a directory',
  ELOOP: 'is a link that leads back to itself',
  ENOENT: ABSENT,
  ENOTDIR: ABSENT,
}

function describeFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return FAULTS[code] ?? `can't be read (${code})`
}

/** Decodes UTF-8 text, or returns what is wrong with the bytes. */
export function decode(bytes: Uint8Array): { text: string } | { fault: string } {
  if (bytes.includes(0)) return { fault: 'is not a text file: it holds a NUL byte' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { fault: 'is not a text file in UTF-8' }
  }
}
