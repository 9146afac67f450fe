import { createHash } from 'node:crypto'
import { memoize } from '../../shared/memoize.ts'

/** Content-Security-Policy: nothing inline, nothing from other origins, no framing. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Headers of every response of the public listener. */
export const common = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

export type PageHeaders = Readonly<Record<string, string>>

const htmlHeaders = (referrer: string) =>
  memoize(
    (tag: string): PageHeaders => ({
      'content-type': 'text/html; charset=utf-8',
      'content-language': tag,
      'cache-control': 'no-store',
      'referrer-policy': referrer,
      ...common,
    }),
    (tag) => tag,
  )

/** The headers of a page in one language, memoized. */
export const pageHeaders = htmlHeaders('no-referrer')

/**
 * The same for a page with a form. It needs `same-origin`, because Chromium posts `Origin: null` under
 * `no-referrer`.
 */
export const formHeaders = htmlHeaders('same-origin')

/**
 * The policy of a page that embeds a document with these style attributes (CSP 3, `unsafe-hashes`): a
 * frame of `srcdoc` inherits the policy.
 */
export function policyWithStyles(styles: readonly string[]): string {
  const hashes = styles.map(
    (style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
  return policy.replace("style-src 'self'", `style-src 'self' 'unsafe-hashes' ${hashes.join(' ')}`)
}

/** For files with a content hash in the name. The policy blocks scripts in an SVG opened directly. */
export function assetHeaders(type: string): PageHeaders {
  return {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    ...common,
  }
}

/** For small responses that belong to one visitor. */
export function privateHeaders(type: string): PageHeaders {
  return { 'content-type': type, 'cache-control': 'no-store', ...common }
}
