import { readFileSync } from 'node:fs'

/** A saved page of the portal. */
export interface Captured {
  headers: Record<string, string>
  body: string
}

export function readCaptured(file: string | undefined): Captured {
  return JSON.parse(readFileSync(file ?? '', 'utf8'))
}
