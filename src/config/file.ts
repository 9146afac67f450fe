import { readFileSync } from 'node:fs'

/**
 * The text of a file, or what is wrong with it, as the end of a sentence. Synchronous, because nothing
 * else runs meanwhile and loading node:fs/promises takes longer than reading the file.
 */
export function readText(path: string): { text: string } | { fault: string } {
  try {
    return decode(readFileSync(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { fault: code === 'ENOENT' ? 'there is no such file' : `can't be read (${code})` }
  }
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
