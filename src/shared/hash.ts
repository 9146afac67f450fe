import { createHash } from 'node:crypto'

/** The SHA-256 of a random secret: what the database keeps of it. Hexadecimal. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
