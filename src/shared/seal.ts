import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from './ids.ts'

/*
 * Authenticated encryption for secrets at rest: AES-256-GCM (NIST SP 800-38D) with a key per purpose,
 * derived from a secret by HKDF-SHA256 (RFC 5869).
 */

export interface SealTerms {
  /** A secret of the configuration: whoever has only the database can't unseal. */
  secret: string
  /** What is sealed, with the id of its row, so that no text is taken for another. */
  purpose: string
}

const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

/** Nonce, ciphertext and tag in base64url. */
export function seal(text: string, terms: SealTerms, random: Random): string {
  const nonce = random(nonceBytes)
  const cipher = createCipheriv(algorithm, keyOf(terms), nonce)
  const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(parts).toString('base64url')
}

/** The text; null if it was changed, or sealed with another secret or for another purpose. */
export function unseal(sealed: string, terms: SealTerms): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes) return null
  const end = bytes.length - tagBytes
  const options = { authTagLength: tagBytes }
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, keyOf(terms), nonce, options)
  decipher.setAuthTag(bytes.subarray(end))
  try {
    const opened = [decipher.update(bytes.subarray(nonceBytes, end)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch {
    return null
  }
}

function keyOf({ secret, purpose }: SealTerms): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `latchkey: ${purpose}`, 32))
}
