import { createHmac } from 'node:crypto'

/** Proves to the doctor, which chose the nonce, which portal answers: only its database has the key. */
export function proofOf(key: string, nonce: string): string {
  // The space separates this HMAC from those of cookies, whose texts have none.
  return createHmac('sha256', key).update(`reach ${nonce}`).digest('base64url')
}
