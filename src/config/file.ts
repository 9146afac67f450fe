import { readFileSync } from 'node:fs'

/**
 * The text of a file, or what is the matter with it, as the end of a sentence. Nothing else is to be
 * done meanwhile, and node:fs/promises would take Node longer to load than the file.
 */
export function readText(path: string): { text: string } | { fault: string } {
  try {
    return decode(readFileSync(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { fault: code === 'ENOENT' ? 'there is no such file' : `can't be read (${code})` }
  }
}

/** The text of bytes that are UTF-8, or what is the matter with them. */
export function decode(bytes: Uint8Array): { text: string } | { fault: string } {
  if (bytes.includes(0)) return { fault: 'is not a text file: it holds a NUL byte' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { fault: 'is not a text file in UTF-8' }
  }
}
