import { existsSync } from 'node:fs'

/** Placeholders from guides and sample files: only these words, or one repeated character. */
const EXAMPLE =
  /^(change|replace|your|insert|enter|example|sample|dummy|please|me|this|here|my|very|top|super|long|random|string|registration|shared|admin|api|matrix|synapse|homeserver|server|secret|secure|password|token|key|latchkey)+\d*$|^(.)\2*$/i

/** Whether a secret is one that everybody knows, or nothing but punctuation. */
export function isExample(text: string): boolean {
  const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, '')
  return letters === '' || EXAMPLE.test(letters)
}

/** Whether a secret is the path of a file that holds it. */
export function isFilePath(text: string): boolean {
  return text.startsWith('/') && existsSync(text)
}
