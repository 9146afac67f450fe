import { createHmac } from 'node:crypto'

/**
 * The headers of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, version 1):
 * `v1,` and the HMAC-SHA256 of id, time and body as base64, one for each secret. `at`: seconds since 1970.
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: number; body: string },
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signatures.join(' '),
  }
}
