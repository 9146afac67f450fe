import { findProgram } from './programs.ts'

/** The path of the text browser lynx. Throws a sentence that says what to do. */
export function findLynx(): string {
  const lynx = findProgram(['lynx'])
  if (lynx !== undefined) return lynx
  throw new Error('lynx is not installed (on Debian: apt install lynx).')
}
